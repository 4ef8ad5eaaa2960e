import { PageHead } from '../../parts/PageHead';
import { useText } from '../../i18n/language';
import { Certificates } from './Certificates';
import { Listeners } from './Listeners';

export default function ListenersPage() {
  const text = useText().listeners;
  return (
    <>
      <PageHead title={text.title} />
      <div className="stack">
        <Listeners />
        <Certificates />
      </div>
    </>
  );
}
