import { Component, type ReactNode } from 'react';
import { ErrorMessage } from './states.tsx';

interface Props {
  /** Another key (the address) gives a broken page a new chance. */
  readonly at: string;
  readonly children: ReactNode;
}

/** Keeps a broken page from taking the navigation with it. */
export class PageBoundary extends Component<Props, { readonly error: unknown; readonly at: string }> {
  override state = { error: undefined as unknown, at: this.props.at };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: { error: unknown; at: string }) {
    return props.at === state.at ? null : { error: undefined, at: props.at };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <ErrorMessage error={this.state.error} retry={() => location.reload()} />;
  }
}
