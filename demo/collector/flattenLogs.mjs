// From OTLP's nesting (resource, scope, log record) to one flat record a log, with the trace it belongs to.
import { checkedEnum, checkedList, checkedOptionalId, checkedUnixNano } from './otlpChecks.mjs';
import { plainAttributes, plainValue } from './otlpValue.mjs';

/**
 * @typedef {object} LogRecord
 * @property {string} traceId '' for a log outside any trace
 * @property {string} spanId '' where the record names none
 * @property {string} timeUnixNano when it happened, or where that is unknown when it was observed
 * @property {number} severityNumber 0 unset, 1 to 24
 * @property {string} severityText
 * @property {string} eventName
 * @property {unknown} body
 * @property {Record<string, unknown>} attributes
 * @property {string} service
 * @property {Record<string, unknown>} resource
 * @property {{ name: string, version: string }} scope
 */

/**
 * The log records of an export request; those that break the protocol are left out and named in `problems`.
 * @param {Record<string, any>} request in the JSON mapping
 * @returns {{ logs: LogRecord[], problems: string[] }}
 */
export function flattenLogs(request) {
  const logs = [];
  const problems = [];
  for (const { resource, scopeLogs } of checkedList(request.resourceLogs, 'resourceLogs')) {
    const resourceAttributes = plainAttributes(resource?.attributes);
    for (const { scope, logRecords } of checkedList(scopeLogs, 'scopeLogs')) {
      for (const log of checkedList(logRecords, 'logRecords')) {
        try {
          logs.push(logRecord(log, resourceAttributes, scope));
        } catch (error) {
          problems.push(`log record: ${error.message}`);
        }
      }
    }
  }
  return { logs, problems };
}

function logRecord(log, resource, scope) {
  const isTimed = log.timeUnixNano !== undefined && !/^0*$/.test(String(log.timeUnixNano));
  return {
    traceId: checkedOptionalId('traceId', log.traceId),
    spanId: checkedOptionalId('spanId', log.spanId),
    timeUnixNano: checkedUnixNano(
      isTimed ? log.timeUnixNano : (log.observedTimeUnixNano ?? '0'),
      'timeUnixNano',
    ),
    severityNumber: checkedEnum(log.severityNumber, 'severityNumber'),
    severityText: log.severityText ?? '',
    eventName: log.eventName ?? '',
    body: plainValue(log.body),
    attributes: plainAttributes(log.attributes),
    service: String(resource['service.name'] ?? 'unknown_service'),
    resource,
    scope: { name: scope?.name ?? '', version: scope?.version ?? '' },
  };
}
