/** Thresholds of judgements, with the defaults of the library's `Criteria`. */

export interface Criteria {
  level: number; // confidence of every interval
  enough: number; // share of trainings that must do well before a yes is said
  target: number | null; // accuracy that counts as success
  margin: number; // how far below the best an accuracy may be and still succeed
  settledWithin: number;
  endWindow: number;
  hold: number;
  lossFloor: number; // nats
  overfittedAbove: number;
  hardAbove: number;
  unitActive: number;
  rareBelow: number;
  linearAbove: number;
  bandAbove: number;
  improvingAbove: number;
  improvingFastAbove: number;
}

export const CRITERIA: Criteria = {
  level: 0.95,
  enough: 0.95,
  target: null,
  margin: 0.02,
  settledWithin: 0.05,
  endWindow: 0.05,
  hold: 0.1,
  lossFloor: 0.01,
  overfittedAbove: 0.05,
  hardAbove: 0.9,
  unitActive: 0.001,
  rareBelow: 0.05,
  linearAbove: 0.99,
  bandAbove: 0.97,
  improvingAbove: 0.01,
  improvingFastAbove: 0.05,
};
