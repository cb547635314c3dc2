import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { usePage, useSelected } from './usePage.ts';

/** Turns a short message from the server into a sentence. */
const sentence = (text: string): string =>
  text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`;

/** Shown if nothing can be displayed: the reason, and what to do. */
export const RefusedScreen = ({ message, advice }: { readonly message: string; readonly advice: string }) => {
  const page = usePage();
  return (
    <main className="plain-screen" role="alert">
      <h1>{sentence(message)}</h1>
      <p>{sentence(advice)}</p>
      <Button label="Try again" className="line" icon="retry" onPress={() => page.retryConnection()}>
        Try again
      </Button>
    </main>
  );
};

export const StartingScreen = () => {
  const connection = useSelected(state => state.connection);
  return (
    <main className="plain-screen" aria-busy="true">
      <h1>Connecting to rtail serve…</h1>
      {connection.kind === 'lost' && <p>{connection.why}</p>}
    </main>
  );
};

/** Shows what currently prevents progress: a lost connection, or a question waiting in the server's terminal. */
export const ConnectionBar = () => {
  const page = usePage();
  const connection = useSelected(state => state.connection);
  const wasOpen = useSelected(state => state.welcome !== null);
  const questions = useSelected(state => state.questions);
  const isLost = connection.kind === 'lost' || (connection.kind === 'connecting' && wasOpen);
  return (
    <>
      {isLost && (
        <div className="lost" role="alert">
          <span>
            {connection.kind === 'lost' ? connection.why : 'Waiting for rtail serve to answer.'} What you see
            may be out of date. {connection.kind === 'lost' && <Countdown at={connection.at} />}
          </span>
          <Button label="Connect now" className="small line" onPress={() => page.retryConnection()}>
            Connect now
          </Button>
        </div>
      )}
      {questions.length > 0 && (
        <div className="asks" role="status">
          <strong>{questions[0]}</strong>
          <span>
            {questions.length > 1 && `and ${questions.length - 1} more. `}
            It waits for an answer in the terminal that runs rtail serve.
          </span>
        </div>
      )}
    </>
  );
};

const Countdown = ({ at }: { readonly at: number }) => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((at - now) / 1000));
  return <>{seconds === 0 ? 'Connecting again…' : `Reconnecting in ${seconds} s.`}</>;
};
