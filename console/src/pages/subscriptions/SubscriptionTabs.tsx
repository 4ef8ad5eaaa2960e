import { useText } from '../../i18n/language';
import { Tabs } from '../../parts/Tabs';

export function SubscriptionTabs() {
  const text = useText();
  return (
    <Tabs
      label={text.subscriptions.title}
      pages={[
        ['/subscriptions', text.subscriptions.title],
        ['/topics', text.topics.title],
      ]}
    />
  );
}
