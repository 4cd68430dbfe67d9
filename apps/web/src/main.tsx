import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Application } from './application/app.tsx';
import { PublicApplication, publicPage } from './application/public-pages.tsx';
import { Providers } from './application/providers.tsx';
import { giveStylesTheNonce } from './application/style-nonce.ts';
import './application/base.css';

giveStylesTheNonce();
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');
const open = publicPage(location.pathname);
createRoot(root).render(
  <StrictMode>
    <Providers>{open === undefined ? <Application /> : <PublicApplication page={open} />}</Providers>
  </StrictMode>,
);
