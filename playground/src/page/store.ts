/** The state of the page and whoever wants to know when it changes. */

export interface Store<State> {
  get(): State;
  /** Replace some fields; listeners are told once. */
  change(fields: Partial<State>): void;
  listen(listener: (state: State, before: State) => void): void;
}

export function createStore<State extends object>(first: State): Store<State> {
  let state = first;
  const listeners: ((state: State, before: State) => void)[] = [];
  return {
    get: () => state,
    change(fields) {
      const before = state;
      state = { ...state, ...fields };
      for (const listener of listeners) listener(state, before);
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
}
