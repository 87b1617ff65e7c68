/** Le TP en français : ce que demande chaque étape, et comment commence sa réponse. */

import type { labEn } from "./lab-en";

export const labFr: typeof labEn = {
  title: "Le TP",
  open: "Le TP, pas à pas",
  close: "Quitter le TP",
  next: "Suivant",
  back: "Précédent",
  choose: "Étape",
  answer: "Réponse",
  exercises: {
    xor: "XOR avec une couche cachée",
    digits: "Chiffres manuscrits avec une seule couche",
  },
  play: "Lancez l’entraînement pour remplir la réponse.",
  steps: {
    "1.1": {
      title: "La table de vérité",
      asks: "Écrivez la table de vérité, dessinez ses quatre points, et dites pourquoi aucun classifieur linéaire ne les sépare.",
    },
    "1.2": {
      title: "Copies et bruit",
      asks: "Répétez les quatre points et ajoutez un bruit normal aux deux coordonnées ; dessinez le résultat.",
    },
    "1.3": {
      title: "Cibles one-hot",
      asks: "Codez les cibles en one-hot. Quelle est leur forme ?",
    },
    "1.4": {
      title: "Lignes d’entraînement, de validation et de test",
      asks: "Mettez un cinquième des lignes de côté pour le test, puis un cinquième du reste pour la validation. Combien de lignes a chaque partie ?",
    },
    "1.5": {
      title: "Le réseau",
      asks: "Construisez un réseau avec une couche cachée et un softmax sur les classes ; choisissez perte, optimiseur et métrique.",
    },
    "1.6": {
      title: "L’entraînement",
      asks: "Entraînez-le. Combien d’époques faut-il pour converger ?",
    },
    "1.7": {
      title: "Perte et exactitude selon l’époque",
      asks: "Dessinez les deux pour l’entraînement et la validation. A-t-il convergé ? Y a-t-il surapprentissage ?",
    },
    "1.8": {
      title: "La taille du réseau",
      asks: "Combien de paramètres a chaque couche ? Est-ce grand ou petit ?",
    },
    "1.9": {
      title: "L’exactitude à la fin",
      asks: "Quelle est-elle : sur les lignes d’entraînement ou de validation ? Est-elle la même à chaque fois ?",
    },
    "1.10": {
      title: "La matrice de confusion",
      asks: "Comptez, sur les lignes de test, quelle classe est prise pour quelle autre ; normalisez et dessinez.",
    },
    "1.11": {
      title: "Perte et exactitude sur les lignes de test",
      asks: "Évaluez le réseau entraîné sur des lignes qu’il n’a jamais vues.",
    },
    "1.12": {
      title: "La frontière de décision",
      asks: "Prédisez sur une grille et dessinez la frontière par-dessus les points.",
    },
    "1.13": {
      title: "Combien de neurones cachés ?",
      asks: "A-t-il convergé, et réussi ? Quel est le plus petit nombre de neurones cachés ?",
    },
    "2.1": {
      title: "Les images",
      asks: "Combien d’images, combien de classes, quelle longueur a une image aplatie ?",
    },
    "2.2": {
      title: "Cibles one-hot",
      asks: "Codez les cibles en one-hot. Quelle est leur forme ?",
    },
    "2.3": {
      title: "Lignes d’entraînement, de validation et de test",
      asks: "Mettez un quart des lignes de côté pour le test, puis un quart du reste pour la validation. Combien de lignes a chaque partie ?",
    },
    "2.4": {
      title: "Le réseau",
      asks: "Construisez une seule couche dense sur les dix classes. Quelle activation, et pourquoi ?",
    },
    "2.5": { title: "L’entraînement", asks: "Entraînez 100 époques de 8 lots." },
    "2.6": {
      title: "Perte et exactitude selon l’époque",
      asks: "Dessinez les deux pour l’entraînement et la validation. A-t-il convergé ? Y a-t-il surapprentissage ?",
    },
    "2.7": {
      title: "Taille, et exactitude à la fin",
      asks: "Grand ou petit ? Quelle est l’exactitude à la fin, et est-elle la même à chaque fois ?",
    },
    "2.8": {
      title: "La matrice de confusion",
      asks: "Comptez, sur les lignes de test, quel chiffre est pris pour quel autre ; normalisez et dessinez.",
    },
    "2.9": {
      title: "Perte et exactitude sur les lignes de test",
      asks: "Évaluez le réseau entraîné sur des lignes qu’il n’a jamais vues.",
    },
    "2.10": {
      title: "Tous les chiffres réussissent-ils aussi bien ?",
      asks: "A-t-il convergé, et réussi ? L’exactitude est-elle la même à chaque fois ? Quelles classes échouent ?",
    },
  },
  says: {
    truth:
      "Les cibles des quatre coins (0, 0), (0, 1), (1, 0) et (1, 1) sont 0, 1, 1 et 0. Les deux coins de chaque classe sont sur une diagonale, et les diagonales se croisent : toute droite laisse au moins un coin du mauvais côté.",
    copies: (copies, rows, noise, best) =>
      `${copies} copies des quatre coins font ${rows} points, chacun déplacé par un bruit d’écart-type ${noise}. Le bruit en fait passer de l’autre côté : aucune règle n’a raison pour plus de ${best}.`,
    oneHot: (rows, classes) =>
      `(${rows}, ${classes}) : une ligne par exemple, une colonne par classe, avec un seul 1 par ligne.`,
    parts: (train, validation, test) =>
      `${train} lignes pour l’entraînement, ${validation} pour la validation, ${test} pour le test. Chaque réseau a ses propres parties.`,
    network: (layers, total) =>
      `${layers} : ${total} paramètres en tout. La perte est l’entropie croisée catégorielle, la métrique l’exactitude.`,
    layer: (inputs, outputs, count) =>
      `${inputs} × ${outputs} poids et ${outputs} biais font ${count} paramètres`,
    images: (rows, classes) =>
      `${rows} images de ${classes} classes. Une image de 8 × 8 pixels aplatie a 64 valeurs, et non 10 : c’est le nombre de classes.`,
    softmax:
      "Softmax : il fait de dix sommes dix probabilités de somme 1, pour des classes qui s’excluent.",
    batches: (epochs, batches) => `${epochs} époques de ${batches} lots.`,
    confusion:
      "Les lignes sont les vraies classes : chacune est divisée par son propre effectif. Le compte rendu publié divisait les colonnes.",
    one: (accuracy, place) =>
      `Un entraînement publié avait ${accuracy} sur ses lignes de test : c’est le percentile ${place} de ces réseaux.`,
    testLoss: (mean) => `La perte sur les lignes de test est ${mean} en moyenne.`,
    boundary:
      "La frontière est là où les probabilités des deux classes sont égales, au niveau 0,5. Elle n’est pas la même à chaque fois : plus la couleur est pâle, moins les réseaux sont d’accord.",
  },
};
