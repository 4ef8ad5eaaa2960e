import type { server as english } from './en-server';

export const server: typeof english = {
  file: {
    label: file => `${file} 的内容`, checking: '检查中…', valid: '没有错误', applied: '已应用。',
    faults: count => `${count} 处错误`, line: line => `第 ${line} 行`,
    review: '查看差异并应用…', discard: '放弃修改', reviewTitle: '修改内容', apply: '应用',
    conflict: '文件已被他人修改，因此没有应用。您的内容仍在此处：请再次查看与当前文件的差异后应用，或放弃修改。',
  },
  listeners: {
    title: '监听器', listeners: '客户端接入点', name: '名称', accepted: '累计接入', refused: '已拒绝', none: '没有监听器。',
    states: { listening: '监听中', stopped: '已停止', failed: '失败' }, stop: '停止', start: '启动',
    stopTitle: name => `停止监听器 ${name}？`,
    stopWords: count => `它的 ${count} 个连接将被关闭；在重新启动监听器或服务器之前，无法从此处连接。会话会保留。`,
    certificates: '证书', noCertificates: '没有使用证书。', selfSigned: '自签名',
    daysLeft: days => `剩余 ${days} 天`, ended: '已过期',
    renew: '请在到期前更新：用新的证书和私钥替换该文件。',
    subject: '颁发给', issuer: '颁发者', names: '名称', holds: '有效期', fromTo: (from, to) => `${from} 至 ${to}`,
    fingerprint: '指纹',
  },
  configuration: {
    title: '配置', view: '视图', settings: '设置', file: '文件', textHint: '名称、含义或取值', which: '范围',
    choices: { all: '全部', file: '文件中已设置', restart: '等待重启' }, setting: '设置', value: '当前值', default: '默认值',
    source: '来源', fromFile: line => (line ? `文件第 ${line} 行` : '文件'), fromDefault: '默认值', applies: '修改生效',
    atOnce: '立即', afterRestart: '重启后', restartFor: '重启后变为', allowed: words => `（${words}）`,
    empty: '没有匹配的设置。', restart: '以下设置的修改需要重启服务器才能生效。',
    effect: '对服务器的影响', noEffect: '没有设置发生变化。',
    history: '在此所做的修改', noHistory: '尚未在此修改过文件。', undo: '撤销', undoTitle: '撤销上一次修改？',
    undoWords: at => `文件将恢复到 ${at} 那次修改之前的内容。`,
  },
};
