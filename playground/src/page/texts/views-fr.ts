/** Les mots français des images. */

import type { FailureKind } from "../../statistics";
import type { ViewTexts } from "../../views/texts";

const FAILURES: Record<FailureKind, string> = {
  "diverged": "Divergé",
  "dead units": "Trop d’unités mortes",
  "a linear solution": "Une ligne droite",
  "one corner lost": "Un coin perdu",
  "several corners lost": "Plusieurs coins perdus",
  "a straight band": "Une bande droite",
  "still improving": "Progresse encore",
  "none of these": "Rien de cela",
}; // prettier-ignore

export const viewsFr: ViewTexts = {
  locale: "fr-FR",
  none: "Lancez l’entraînement pour voir.",
  fans: {
    loss: "Perte",
    accuracy: "Exactitude",
    epoch: "époque",
    training: "lignes d’entraînement",
    validation: "lignes de validation",
    best: "mieux possible",
    oneRun: "Un seul",
    allRuns: "aucun",
    run: (replica) => `réseau ${replica}`,
    note: (replicas) =>
      `${replicas} réseaux : médianes, et bandes qui en contiennent la moitié et neuf dixièmes`,
    value: (name, value) => `${name} ${value}`,
    readout: (run, epoch, values) => `${run}, époque ${epoch} : ${values}`,
    summary: (metric, replicas, epoch, medians) =>
      `${metric} de ${replicas} réseaux jusqu’à l’époque ${epoch}. ${medians}`,
    median: (name, first, last) => `Médiane, ${name} : de ${first} à ${last}.`,
  },
  distribution: {
    accuracy: "exactitude",
    best: "mieux possible",
    note: (replicas, level) => `${replicas} réseaux ; point : moyenne et son intervalle à ${level}`,
    mean: (mean, low, high) => `${mean} (${low} à ${high})`,
    diverged: (count) => `${count} divergés`,
    summary: (rows) => `Exactitudes des réseaux. ${rows}.`,
    row: (name, mean, low, high) => `${name} : moyenne ${mean}, ${low} à ${high}`,
  },
  boundary: {
    members: "Réseaux qui votent",
    onlyOne: (replica) => `réseau ${replica} seul`,
    many: (members) => members,
    trained: "pour entraîner",
    validated: "pour valider",
    tested: "pour tester",
    note: (members) =>
      `Couleur : la classe qui a le plus de voix de ${members}, plus pâle là où ils divergent. Points : lignes du réseau 0.`,
    units: "droite d’une unité cachée",
    own: "sa propre frontière",
    keys: "Pointez la carte, ou déplacez-vous avec les flèches, pour lire les voix.",
    readout: (place, votes) => `En ${place} : ${votes}`,
    votes: (share, class_) => `${share} pour la classe ${class_}`,
    summary: (members, agreed, rows) =>
      `Carte des voix de ${members} réseaux ; presque tous s’accordent sur ${agreed} du plan. ${rows} points.`,
  },
  confusion: {
    true: "vraie",
    predicted: "prise pour",
    recall: "trouvés",
    note: (replicas) =>
      `Part de chaque vraie classe parmi les lignes de test de l’ensemble des ${replicas} réseaux`,
    below: (level) => `intervalles à ${level} au-dessous`,
    pointed: (level) => `pointez une case pour son intervalle à ${level}`,
    bounds: (low, high) => `${low} à ${high}`,
    readout: (share, low, high, true_, predicted, rows) =>
      `${share} (${low} à ${high}) de ${true_} sont pris pour ${predicted} : ${rows} lignes en moyenne.`,
    recallReadout: (class_, mean, low, high, worst) =>
      `${mean} (${low} à ${high}) de ${class_} sont trouvés ; c’est la pire classe pour ${worst} des réseaux.`,
    summary: (replicas, found) => `Confusion sur ${replicas} réseaux. Trouvés : ${found}.`,
  },
  width: {
    width: "neurones cachés",
    none: "aucun",
    note: (replicas, level, target) =>
      `${replicas} réseaux par largeur ; réussir, c’est ${target} ou mieux ; intervalles à ${level} pour tous à la fois`,
    enough: (share) => `assez : ${share}`,
    enoughAt: (width) => `${width} neurones cachés suffisent à coup sûr.`,
    nobodyEnough: "Aucune de ces largeurs ne suffit à coup sûr.",
    readout: (width, share, low, high) => `${width} : ${share} (${low} à ${high}) réussissent`,
    summary: (rows) => `Part des réseaux qui réussissent, selon la largeur. ${rows}.`,
  },
  solutions: {
    name: (name, classes) =>
      name === "successful" ? "Réussi"
      : "joined" in name ? `Classe ${classes[name.joined]} reliée par le milieu`
      : FAILURES[name.failure], // prettier-ignore
    succeeded: "réussi",
    failed: "échoué",
    share: (share, low, high) => `${share} (${low} à ${high})`,
    replica: (replica, accuracy) => `réseau ${replica} : ${accuracy}`,
    choose: (replica, kind, accuracy) =>
      `Réseau ${replica}, ${kind}, exactitude ${accuracy} : regarder de près`,
    note: (shown, replicas) =>
      `${shown} des ${replicas} réseaux, par sorte : choisissez-en un pour voir ses poids`,
    layer: (number) => `Couche ${number}`,
    bias: "biais",
    unit: (number) => `unité ${number}`,
    input: (name) => name,
    live: (live, all) => `${live} unités cachées sur ${all} sont vivantes.`,
    dead: "morte",
    weights: "Poids",
    map: (replica) =>
      `Carte de ce que répond le réseau ${replica}, avec les droites de ses unités cachées`,
    legend: "Chaque petite carte est un réseau.",
  },
  templates: {
    mean: "moyenne de tous",
    one: "Un seul réseau",
    replica: (replica) => `réseau ${replica}`,
    note: (replicas) =>
      `Poids moyens de ${replicas} réseaux, moins ce que toutes les classes partagent`,
    against: "contre",
    for: "pour",
    image: (class_) => `Poids de la classe ${class_}`,
    readout: (class_, place, weight) => `Classe ${class_}, pixel ${place} : ${weight}`,
  },
  hardest: {
    wrong: (share) => `fausse pour ${share}`,
    bounds: (low, high) => `${low} à ${high}`,
    taken: (true_, predicted) => `${true_} pris pour ${predicted}`,
    note: (images, replicas) =>
      `Les ${images} images que le plus des ${replicas} réseaux prennent mal, qu’ils s’y soient entraînés ou non`,
    image: (true_, row, share, predicted) =>
      `Image ${row}, un ${true_} : ${share} des réseaux se trompent, le plus souvent ils disent ${predicted}`,
  },
  draw: {
    label: "Feuille où dessiner un chiffre.",
    help: "Dessinez avec le pointeur ou le doigt ; au clavier : les flèches déplacent, l’espace peint.",
    clear: "Effacer",
    seen: "ce qu’ils voient",
    votes: "Voix",
    nothing: "Dessinez un chiffre.",
    cell: (row, column, value) => `Ligne ${row}, colonne ${column} : ${value}`,
    winner: (class_, share, replicas) => `${share} des ${replicas} réseaux disent ${class_}.`,
    bar: (class_, share) => `${class_} : ${share}`,
  },
};
