import { useText } from '../../i18n/language';
import { Tabs } from '../../parts/Tabs';

export function MessagesTabs() {
  const text = useText();
  return (
    <Tabs
      label={text.messages.title}
      pages={[
        ['/messages', text.messages.tab],
        ['/publish', text.publish.tab],
      ]}
    />
  );
}
