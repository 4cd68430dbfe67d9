/**
 * Loaded into every child before its own code (`node --import`). When the supervisor dies, even by SIGKILL, its
 * channel closes and the child ends itself: nothing is left behind that holds a port.
 */
const PATIENCE_MS = 15_000;

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS).unref();
});
// Listening for the end of the channel must not keep a child alive that has nothing else to do.
process.channel?.unref();

export {};
