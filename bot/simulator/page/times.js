/** Moments as the server writes them (ISO 8601, +08:00), shown as people say them. */

const DAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

/** Split a moment by its written form, so that the browser's own time zone does not matter. */
function parts(iso) {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return { year, month, day, weekday: DAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()], time: iso.slice(11, 16) };
}

export function shortTime(iso) {
  return parts(iso).time;
}

/** 9月28日 周一 09:00 */
export function timeLabel(iso) {
  const { month, day, weekday, time } = parts(iso);
  return `${month}月${day}日 ${weekday} ${time}`;
}

/** 2026年9月28日 周一 */
export function dayLabel(iso) {
  const { year, month, day, weekday } = parts(iso);
  return `${year}年${month}月${day}日 ${weekday}`;
}

export function minutesBetween(earlier, later) {
  return (Date.parse(later) - Date.parse(earlier)) / 60000;
}
