/** The door of network: equipment, switch positions, who loses supply when these open and those close. */

/** A set of transformers: the text of an int4multirange (`{[1,5),[7,9)}`); ids are numbered depth-first, so it is short. */
export type TransformerSet = string
