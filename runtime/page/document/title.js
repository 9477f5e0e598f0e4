/**
 * The title of the document: whether the data is old, the number of things that need attention, and the object in view.
 *
 * @module
 */

let titleNow = { isOld: false, troubles: 0, view: "" };

/**
 * @param change the changed values of `isOld`, `troubles` (a number) and `view` (the object's title; "" for the tables)
 */
export function showTitle(change) {
  titleNow = { ...titleNow, ...change };
  const { isOld, troubles, view } = titleNow;
  const before = `${isOld ? "Old: " : ""}${troubles === 0 ? "" : `(${troubles}) `}`;
  document.title = `${before}${view === "" ? "" : `${view} · `}Arpeggio`;
}
