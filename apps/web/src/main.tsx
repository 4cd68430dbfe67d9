import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Application } from './application/app.tsx';
import { Providers } from './application/providers.tsx';
import './application/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');
createRoot(root).render(
  <StrictMode>
    <Providers>
      <Application />
    </Providers>
  </StrictMode>,
);
