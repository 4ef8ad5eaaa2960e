// The words of the pages about the server itself: listeners, certificates, configuration, files.
export const server = {
  file: {
    label: (file: string) => `The text of ${file}`, checking: 'Checking…', valid: 'No mistakes', applied: 'Applied.',
    faults: (count: string) => (count === '1' ? '1 mistake' : `${count} mistakes`), line: (line: string) => `Line ${line}`,
    review: 'Review and apply…', discard: 'Discard', reviewTitle: 'What changes', apply: 'Apply',
    conflict: 'The file was changed meanwhile, so nothing was applied. Your text is still here: review it again, now against the file as it is, and apply it; or discard it.',
  },
  listeners: {
    title: 'Listeners', listeners: 'Where clients connect', name: 'Name', accepted: 'Accepted so far', refused: 'Turned away', none: 'There are no listeners.',
    states: { listening: 'Listening', stopped: 'Stopped', failed: 'Failed' }, stop: 'Stop', start: 'Start',
    stopTitle: (name: string) => `Stop the listener ${name}?`,
    stopWords: (count: string) =>
      `Its ${count === '1' ? 'one connection is' : `${count} connections are`} closed, and nobody can connect here until it is started again or the broker restarts. Sessions stay.`,
    certificates: 'Certificates', noCertificates: 'Nothing here uses a certificate.', selfSigned: 'self-signed',
    daysLeft: (days: string) => (days === '1' ? '1 day left' : `${days} days left`), ended: 'has ended',
    renew: 'Renew it before it ends: put the new certificate and its key in the place of the file.',
    subject: 'Issued to', issuer: 'Issued by', names: 'Names', holds: 'Holds', fromTo: (from: string, to: string) => `${from} to ${to}`,
    fingerprint: 'Fingerprint',
  },
  configuration: {
    title: 'Configuration', view: 'View', settings: 'Settings', file: 'File', textHint: 'Name, meaning or value', which: 'Which',
    choices: { all: 'All', file: 'Set in the file', restart: 'Waiting for a restart' }, setting: 'Setting', value: 'In force', default: 'Default',
    source: 'Comes from', fromFile: (line: string) => (line ? `the file, line ${line}` : 'the file'), fromDefault: 'the default', applies: 'A change applies',
    atOnce: 'at once', afterRestart: 'after a restart', restartFor: 'after a restart', allowed: (words: string) => `(${words})`,
    empty: 'No setting matches.', restart: 'Changes of these settings wait for a restart of the broker.',
    effect: 'What it means for the broker', noEffect: 'No setting changes its value.',
    history: 'Changes made here', noHistory: 'The file has not been changed here yet.', undo: 'Undo', undoTitle: 'Undo the last change?',
    undoWords: (at: string) => `The file becomes what it was before the change of ${at}.`,
  },
};
