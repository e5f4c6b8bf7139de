import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './frame/frame.css';
import { createTheme, MantineProvider, type CSSVariablesResolver } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { Refused } from './api/client';
import { markNow, onSessionChange } from './api/session';
import { App } from './frame/app';
import { startI18n } from './i18n';

const theme = createTheme({
  primaryColor: 'teal',
  // White text on this shade passes AA on both schemes.
  primaryShade: 9,
  autoContrast: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  defaultRadius: 'md',
  headings: { sizes: { h1: { fontSize: '1.6rem' }, h2: { fontSize: '1.1rem' } } },
  components: {
    // The library that locks scrolling writes a style without the page's nonce.
    Modal: { defaultProps: { lockScroll: false } },
    // A <header> in a dialog would be a second banner.
    ModalHeader: { defaultProps: { component: 'div' } },
  },
});

const hover = { '--mantine-color-teal-filled-hover': '#066649' };
/** Mantine's quiet greys do not pass AA on its own surfaces, nor do its red of what is wrong and its hover of the primary colour. */
const readable: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...hover,
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-dimmed': '#495057',
    '--mantine-color-placeholder': '#5c636a',
  },
  dark: {
    ...hover,
    '--mantine-color-error': '#ff8787',
    '--mantine-color-dimmed': '#b8b8b8',
    '--mantine-color-placeholder': '#a6a7ab',
  },
});

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refused stays refused; only what it could not do is asked again.
      retry: (failures, error) => failures < 3 && !(error instanceof Refused && error.status < 500),
    },
  },
});

const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';

// What was read was another's to see.
let mark = markNow();
onSessionChange(() => {
  if (markNow() === mark) return;
  mark = markNow();
  queries.clear();
});

await startI18n();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={readable}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      {/* What ends a form or a dialog is at the lower right, and what can be undone is told for a minute. */}
      <Notifications position="bottom-left" />
      <QueryClientProvider client={queries}>
        {/* What is chosen in a field whose value is the address's shows at once, not when there is time for it. */}
        <BrowserRouter useTransitions={false}>
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
