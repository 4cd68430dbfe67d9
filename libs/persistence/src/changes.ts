/**
 * SHA-256 over rows of record_changes, as an aggregate: fields are separated by US, rows by RS and in the order of record and field;
 * an absent value is `n`, a present one `v` and the value. Every event commits to its rows by this hash.
 */
export const hashOfChanges = `sha256(convert_to(coalesce(string_agg(
    record_no || E'\\x1f' || field || E'\\x1f' || coalesce('v' || old_value, 'n') || E'\\x1f' || coalesce('v' || new_value, 'n') || E'\\x1f' || source,
    E'\\x1e' order by record_no, field collate "C"), ''), 'UTF8'))`;
