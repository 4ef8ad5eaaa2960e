import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyLanguage } from './i18n/language';
import { App } from './shell/App';
import { applyTheme } from './browser/theme';
import './shell/tokens.css';
import './shell/elements.css';

applyTheme();
applyLanguage();

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
