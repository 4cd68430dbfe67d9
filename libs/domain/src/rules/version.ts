/**
 * The version of the rules: the same values and the same version give the same hits. It is stored with every list that the rules have
 * read. Whoever changes what a rule says raises it; a test compares the hits of a fixed set of values with this version's fingerprint.
 */
export const RULES_VERSION = 2;
