import { useState } from 'react';
import { Route, Routes } from 'react-router';
import type { Fresh } from './data';
import { WebhookList } from './list';
import { NewWebhook } from './new-webhook';
import { WebhookPage } from './webhook';
import './webhooks.css';

/** Whom the organisation has told of its events. @param events that there are */
export default function Webhooks({ events }: { events: readonly string[] }) {
  const [fresh, setFresh] = useState<Fresh | null>(null);
  return (
    <Routes>
      <Route index element={<WebhookList />} />
      <Route path="new" element={<NewWebhook events={events} onMade={setFresh} />} />
      <Route path=":id" element={<WebhookPage events={events} fresh={fresh} onFresh={setFresh} />} />
    </Routes>
  );
}
