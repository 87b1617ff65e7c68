/** Tous les mots français de la page ; les clés sont celles de `en.ts`. */

import type { Texts } from "./en";
import { labFr } from "./lab-fr";
import { viewsFr } from "./views-fr";

/** En français, zéro est au singulier. */
const plural = (count: string, one: string, many: string): string =>
  `${count} ${count === "1" || count === "0" ? one : many}`;

export const fr: Texts = {
  title: "manyseeds, le terrain de jeu",
  tagline: "Mille réseaux derrière un bouton",
  skip: "Aller aux images",
  languages: { en: "English", fr: "Français" },
  language: "Langue",

  play: "Lancer",
  pause: "Mettre en pause",
  stepOne: "Une époque",
  restart: "Recommencer",
  epoch: "Époque",
  epochOf: (epoch, epochs) => `${epoch} sur ${epochs}`,
  networks: (count) => plural(count, "réseau", "réseaux"),
  status: {
    opening: "Tirage des données…",
    ready: "Prêt : lancez.",
    playing: "Entraînement",
    paused: "En pause",
    done: "Entraîné",
    failed: "Entraînement impossible",
  },
  progress: (epoch, epochs) => `Époque ${epoch} sur ${epochs}.`,

  sections: {
    data: "Données",
    network: "Réseau",
    training: "Entraînement",
    chance: "Hasard",
    answers: "Ce que cela dit",
    share: "À emporter",
    controls: "Ce qui est entraîné",
    pictures: "Images",
  },
  datasets: {
    xor: "XOR",
    circles: "Cercles",
    moons: "Lunes",
    spirals: "Spirales",
    blobs: "Nuages",
    digits: "Chiffres",
    iris: "Iris",
    table: "Le vôtre",
  },
  options: {
    noise: "Bruit",
    copies: "Copies de chaque coin",
    samples: "Lignes",
    factor: "Rayon intérieur",
    turns: "Tours",
    classes: "Classes",
  },
  fields: {
    learning_rate: "Taux d’apprentissage",
    batch_size: "Taille de lot",
    epochs: "Époques",
    l2: "Pénalité L2",
    test: "Lignes de test",
    validation: "Lignes de validation",
    seed: "Graine",
    replicas: "Réseaux",
  },
  activation: "Activation",
  optimizer: "Optimiseur",
  scaling: "Entrées",
  scalings: {
    none: "telles quelles",
    standard: "centrées et réduites",
    minmax: "ramenées à 0 … 1",
  },
  stratify: "Garder les parts des classes dans chaque partie",
  vary: "Ce qui change d’un réseau à l’autre",
  sources: { data: "Données", split: "Partage", init: "Poids initiaux", order: "Ordre des lots" },
  sourceHelp: {
    data: "Des lignes tirées de nouveau pour chaque réseau",
    split: "Quelles lignes servent à l’entraînement et au test",
    init: "Les poids dont un réseau part",
    order: "L’ordre dans lequel les lignes sont montrées",
  },
  fixedData: "Ces lignes sont données ; on ne peut pas les tirer de nouveau.",
  more: "Plus de réglages",
  outOf: (low, high) => `De ${low} à ${high}.`,

  network: {
    inputs: "Entrées",
    outputs: "Classes",
    layers: (count) => plural(count, "couche cachée", "couches cachées"),
    addNeuron: (layer) => `Un neurone de plus dans la couche cachée ${layer}`,
    removeNeuron: (layer) => `Un neurone de moins dans la couche cachée ${layer}`,
    neurons: (layer) => `Neurones de la couche cachée ${layer}`,
    addLayer: "Ajouter une couche",
    removeLayer: "Retirer une couche",
    parameters: (count) => `${count} paramètres`,
    drawing: (widths) => `Le réseau : ${widths} neurones d’une couche à l’autre.`,
    sweep: "Comparer des largeurs de la première couche",
    widths: "Largeurs, séparées par des virgules",
    arm: "Montré",
    linear: "aucun (linéaire)",
  },

  table: {
    title: "Votre tableau",
    about: "Collez ou déposez un CSV, ou choisissez un fichier. Il reste dans ce navigateur.",
    choose: "Choisir un fichier",
    paste: "Collez ici des lignes avec leur en-tête",
    read: "Lire ces lignes",
    target: "Colonne des classes",
    kept: (rows, features, classes) =>
      `${rows} lignes, ${features} ${features === "1" ? "entrée" : "entrées"}, ${classes} classes.`,
    leftOutRows: (count) =>
      `${plural(count, "ligne écartée, car incomplète", "lignes écartées, car incomplètes")}.`,
    treatments: {
      number: "telle quelle",
      truth: "1 pour vrai, 0 pour faux",
      category: (count) => `une entrée pour chacune des ${count} catégories`,
      target: "les classes",
      constant: "écartée : toujours la même",
      identifier: "écartée : elle numérote les lignes",
      different: "écartée : du texte différent à chaque ligne",
      many: (count) => `écartée : ${count} catégories sont trop`,
      empty: "écartée : plus de la moitié manque",
      date: "écartée : des dates",
    },
    columns: "Ce qui est fait de chaque colonne",
    column: "Colonne",
    treatment: "Traitement",
    problems: {
      empty: "Le fichier est vide : il faut une ligne de noms et au moins dix lignes de valeurs.",
      binary: "Ce n’est pas un fichier de texte : enregistrez d’abord le tableau en CSV.",
      large:
        "Le fichier dépasse 20 Mo ou 200 000 lignes : entraînez-le plutôt avec la ligne de commande.",
      quotes:
        "Un guillemet ouvert n’est jamais fermé : corrigez le fichier, ou enregistrez-le de nouveau en CSV.",
      one: "Une seule colonne a été trouvée : il en faut une pour les classes et une dont apprendre.",
      names: "Deux colonnes ont le même nom, ou une n’en a pas : donnez à chacune le sien.",
      header: "La première ligne n’a que des nombres : ce doit être les noms des colonnes.",
      ragged: (row) =>
        `La ligne ${row} a plus ou moins de champs qu’il n’y a de noms : corrigez-la.`,
      few: "Il reste moins de dix lignes : il en faut dix ou plus pour entraîner et tester.",
      classes: (count) =>
        `La colonne des classes a ${count} ${count === "1" ? "seule valeur" : "valeurs différentes"} : choisissez-en une qui en a de 2 à 50.`,
      fractions:
        "La colonne des classes a des fractions, ou des nombres au-delà de 2^53 : choisissez-en une de classes, ou regroupez les nombres.",
      precise: (column) =>
        `La colonne « ${column} » a des nombres que la simple précision ne distingue pas : soustrayez d’abord le plus petit.`,
      mixed: (column, example) =>
        `La colonne « ${column} » a des nombres et du texte comme « ${example} » : corrigez ou videz ces champs.`,
      comma: (column, example) =>
        `La colonne « ${column} » a des nombres comme « ${example} », dont la virgule se lit de deux façons : écrivez-les avec un point.`,
      infinite: (column) =>
        `La colonne « ${column} » a des nombres trop grands, ou infinis : corrigez-les ou retirez-les.`,
      nothing: "Il ne reste aucune colonne dont apprendre : toutes les autres sont écartées.",
      needed: "Cette adresse ne contient pas son tableau. Collez-le ou déposez-le ici de nouveau.",
    },
  },

  views: {
    data: "Les données",
    boundary: "Où les réseaux votent pour quelle classe",
    curves: "Perte et exactitude, époque par époque",
    distribution: "Exactitude d’un réseau à l’autre",
    width: "Réussite selon la largeur",
    confusion: "Quelle classe est prise pour quelle autre",
    solutions: "Sortes de solutions",
    templates: "Ce que cherchent les poids de chaque chiffre",
    hardest: "Les images les plus difficiles",
    draw: "Dessinez un chiffre et faites-les voter",
  },
  pictures: viewsFr,
  linearModel: "modèle linéaire",
  rows: {
    test: "sur les lignes de test",
    fresh: "sur des points nouveaux",
    hidden: (widths) => `cachés : ${widths}`,
  },

  answers: {
    none: "Entraînez d’abord : les réponses viennent avec la première époque.",
    trainedSoFar: (epoch, epochs) => `Après ${epoch} époques sur ${epochs}.`,
    successful: "L’entraînement a-t-il réussi ?",
    accuracy: "Quelle exactitude citer ?",
    same: "Est-elle la même à chaque fois ?",
    converged: "L’entraînement a-t-il convergé ?",
    overfitted: "Y a-t-il surapprentissage ?",
    width: "Combien de neurones cachés suffisent ?",
    classes: "Toutes les classes réussissent-elles aussi bien ?",
    size: "Grand ou petit ?",
  },
  says: {
    freshPoints: "points nouveaux",
    testRows: (rows) => `${rows} lignes de test`,
    oneSuccess: (accuracy, where, reached, target) =>
      `Ce seul entraînement a raison pour ${accuracy} de ${where} : il ${reached ? "atteint" : "manque"} ${target}.`,
    oneAlone: (accuracy, where) =>
      `Ce seul entraînement a raison pour ${accuracy} de ${where} ; il ne peut être sa propre mesure.`,
    oneQuoted: (accuracy, where) =>
      `Citez ${accuracy}, de ${where} : d’un seul entraînement il n’y a pas d’intervalle.`,
    oneSame:
      "Un seul entraînement ne se compare pas à lui-même : entraînez plus de réseaux, et laissez quelque chose varier.",
    oneConverged: (epoch) => `L’entraînement a convergé : il était stable à l’époque ${epoch}.`,
    oneDidNot: "L’entraînement n’a pas convergé.",
    oneOverfitted: (above) =>
      `L’entraînement finit avec une perte de validation ${above ? "à plus" : "à pas plus"} de 5 % au-dessus de son minimum.`,
    success: (share, target, why) => `${share} des entraînements atteignent ${target}, ${why}.`,
    belowBest: "0,02 de moins que le mieux possible",
    byChance: "ce qu’atteint qui nomme toujours la classe la plus fréquente",
    belowMean: "0,02 de moins que la moyenne du meilleur réseau",
    mean: (mean, rows) => `En moyenne ils ont raison pour ${mean} des ${rows} lignes de test.`,
    fresh: (mean) => `En moyenne ils ont raison pour ${mean} des points nouveaux.`,
    ceiling: (best) => `Aucune règle n’a raison pour plus de ${best}.`,
    quoteTest: (mean) => `Citez ${mean}, la moyenne sur des lignes jamais utilisées.`,
    quoteFresh: (mean) => `Citez ${mean}, la moyenne sur des points nouveaux.`,
    training: (mean) => `L’exactitude d’entraînement est ${mean}`,
    flatters: (by) => ` : elle flatte de ${by} en moyenne.`,
    flattersNot: " : elle n’en diffère pas de façon mesurable.",
    lower: (by) => ` : elle est plus basse de ${by} et ne flatte pas.`,
    spread: (range, runs, deviation) =>
      `L’exactitude de test va de ${range} pour ${runs}, avec un écart-type de ${deviation}.`,
    mostRuns: "neuf entraînements sur dix",
    allRuns: (count) =>
      count === "2" ? "les deux entraînements" : `l’ensemble des ${count} entraînements`,
    luck: (rows, deviation) =>
      `La chance de ${rows} lignes de test en fait à elle seule ${deviation}.`,
    converged: (share) => `${share} des réseaux ont convergé`,
    settled: (epoch, runs, range) =>
      ` ; la moitié d’entre eux étaient stables à l’époque ${epoch}, ${runs} aux époques ${range}.`,
    settledOne: (epoch) => ` ; il était stable à l’époque ${epoch}.`,
    overfitted: (share) =>
      `${share} des réseaux finissent avec une perte de validation plus de 5 % au-dessus de son minimum.`,
    overfittedNone: (most) =>
      `Aucun réseau (au plus ${most}) ne finit avec une perte de validation plus de 5 % au-dessus de son minimum.`,
    enough: (width, share) =>
      `${width} : le moins avec quoi au moins 95 % des entraînements réussissent à coup sûr ; ${share} réussissent.`,
    noneEnough: (width, share) =>
      `Aucune de ces largeurs ne suffit à coup sûr ; avec ${width}, ${share} réussissent.`,
    worst: (worst, share, best, other) =>
      `De la classe ${worst}, ${share} sont trouvés en moyenne, de la classe ${best} ${other}.`,
    parameters: (count, rows, ratio) =>
      `${count} paramètres pour ${rows} lignes d’entraînement : ${ratio} lignes pour chacun.`,
    diverged: (share) => `${share} ont divergé.`,
    allDiverged: (count) =>
      count === "1"
        ? "Le réseau a divergé ; il n’y a rien à juger."
        : `Les ${count} réseaux ont tous divergé ; il n’y a rien à juger.`,
    noTest: "Sans lignes de test il n’y a pas d’exactitude à citer : mettez-en de côté.",
    noValidation:
      "Sans lignes de validation le surapprentissage ne se voit pas : mettez-en de côté.",
    points: (value) => `${value} points`,
    to: (low, high) => `${low} à ${high}`,
  },

  share: {
    link: "Copier le lien",
    python: "Copier le code Python",
    command: "Copier la commande",
    toml: "Enregistrer l’étude (TOML)",
    csv: "Enregistrer les résultats (CSV)",
    tableCsv: "Enregistrer le tableau tel qu’il est appris (CSV)",
    copied: "Copié.",
    saved: (name) => `${name} est enregistré.`,
    notCopied: "Le navigateur n’a pas permis de copier ; voici :",
    commandNeeds: (name) => `La commande lit ${name} : enregistrez-le d’abord.`,
    about: "Les mêmes réseaux, au dernier bit près, en ligne de commande et en Python.",
    fingerprint: "Empreinte de tous les bits\u00a0",
    linkWithoutTable: "Le lien contient tous les réglages, pas votre tableau.",
  },

  keys: {
    title: "Touches",
    open: "Touches",
    close: "Fermer",
    enabled: "Les touches seules agissent",
    list: {
      p: "Lancer ou mettre en pause",
      s: "Entraîner une époque",
      r: "Recommencer",
      l: "Ouvrir ou quitter le TP",
      n: "Étape suivante du TP",
      b: "Étape précédente du TP",
      "?": "Cette liste",
    },
  },

  problems: {
    title: "Une partie de cette adresse n’a pas été comprise",
    field: (field, value) =>
      `« ${field} » ne peut être « ${value} » ; la valeur usuelle est prise.`,
    tooLarge:
      "Tant de réseaux, d’époques et de largeurs dépassent ce que la page peut garder : réduisez-en un.",
  },

  lab: labFr,
};
