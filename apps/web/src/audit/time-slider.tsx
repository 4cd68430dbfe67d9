import { Button } from 'antd';
import { formatMoment } from '../language/format.ts';
import { labelOf } from '../language/labels.ts';
import { useLanguage } from '../language/language.ts';
import { say, useWords } from '../language/words.ts';
import { EVENT_LABELS } from '../lists/event-labels.ts';
import type { EventView } from './views.ts';
import { AUDIT_WORDS } from './words.ts';

interface TimeSliderProps {
  readonly events: readonly EventView[];
  /** Index of the chosen event. */
  readonly at: number;
  readonly onAt: (index: number) => void;
}

/** Moves through the list's events; arrow keys go event by event. */
export function TimeSlider({ events, at, onAt }: TimeSliderProps) {
  const t = useWords(AUDIT_WORDS);
  const language = useLanguage();
  const event = events[at];
  if (event === undefined) return null;
  const text = t('sliderAt', {
    no: event.no,
    last: events.length,
    type: say(labelOf(EVENT_LABELS, event.type), language),
    at: formatMoment(event.at),
  });
  return (
    <section className="card time-slider" aria-label={t('slider')}>
      <Button disabled={at === 0} onClick={() => onAt(at - 1)} aria-label={t('back')}>
        ‹
      </Button>
      <input
        type="range"
        min={0}
        max={events.length - 1}
        value={at}
        aria-label={t('slider')}
        aria-valuetext={text}
        onChange={({ target }) => onAt(Number(target.value))}
      />
      <Button disabled={at === events.length - 1} onClick={() => onAt(at + 1)} aria-label={t('forth')}>
        ›
      </Button>
      <p aria-live="polite">
        <strong>{text}</strong>
        <br />
        <span className="muted">
          {event.person === null
            ? t('system')
            : t('who', { person: event.person.fullName ?? '', office: event.office?.name ?? '' })}
        </span>
      </p>
    </section>
  );
}
