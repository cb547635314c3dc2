import { createRoot } from 'react-dom/client';
import { App } from './chrome/App.tsx';
import { PageContext } from './chrome/usePage.ts';
import { Page } from './model/page.ts';
import './style/base.css';
import './style/rows.css';
import './style/timeline.css';
import './style/chrome.css';

const page = new Page();
page.start();

createRoot(document.getElementById('root')!).render(
  <PageContext value={page}>
    <App />
  </PageContext>,
);
