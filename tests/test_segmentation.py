"""Sentences of blocks of French plans: a table of cases, and properties of any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stratac.segmentation import split_sentences

# id, and a block that is one sentence.
WHOLE = [
    # Plain
    ("no-stop", "Ouvrir une halle aux producteurs place du Foirail"),
    ("own-stop", "La halle ouvrira au printemps."),
    ("own-question", "Qui portera la halle ?"),
    ("own-ellipsis", "Halles, foires, marchés de nuit…"),
    ("semicolon", "Replanter les haies ; Rouvrir les mares ; Former les agents."),
    ("colon", "Deux priorités : Le logement des saisonniers et la desserte du port."),
    ("dash-inside", "La régie – Une équipe de six agents – reprend la cantine."),
    ("em-dash-inside", "La cantine — Toujours en régie — passe au local."),
    ("square-bracket", "Le conseil [Sauf deux élus] approuve le tracé."),
    ("parenthesis-stop-before-lower", "Le tracé (Il longe le canal.) sera balisé."),
    ("parenthesis-question-before-lower", "Le tracé (qui l’a vu ?) sera balisé."),
    # Titles and abbreviations in mid-sentence
    ("monsieur", "Le projet est suivi par M. Lagarde."),
    ("monsieur-first", "M. Lagarde suit le projet."),
    ("messieurs", "MM. Lagarde et Kaboré suivent le projet."),
    ("madame", "Confier la mission à Mme. Kaboré."),
    ("doctor", "Le centre du Dr. Ferrand accueille les internes."),
    ("master", "Me. Vidal rédige le bail."),
    ("monsieur-no-break-space", "Le projet est suivi par M.\u00a0Lagarde."),
    ("monsieur-space-before", "Le projet est suivi par M . Lagarde."),
    ("article-number", "Appliquer l’art. 12 du règlement."),
    ("article-code", "Appliquer l’art. L. 123-4 du code."),
    ("article-regulation", "Vu l’art. R. 421-1, le maire décide."),
    ("number-degree", "La délibération n°. 14 fixe le tarif."),
    ("number-degree-usual", "La délibération n° 14 fixe le tarif."),
    ("for-example", "Tester une navette, p. ex. Thiers et Ambert le samedi."),
    ("for-example-place", "Jumeler une ville, p. ex. La Rochelle, à la nôtre."),
    ("etc-lower", "Bancs, fontaines, arbres, etc. seront posés avant l’été."),
    ("etc-comma", "Bancs, fontaines, etc., seront posés avant l’été."),
    ("etc-parenthesis", "Le mobilier (bancs, fontaines, etc.) sera en bois."),
    ("confer", "Le calendrier est serré (cf. Annexe B)."),
    ("about", "Planter env. 1 200 arbres."),
    ("before-christ", "Mettre en valeur l’oppidum (52 av. J.-C.) et son sentier."),
    ("before-christ-figure", "Un oppidum fondé vers 120 av. J.-C. domine la vallée."),
    ("saint", "Le quartier St. Martin sera desservi."),
    ("avenue", "Rénover le 12, av. Jean-Jaurès."),
    ("reference", "Devis réf. A12 accepté."),
    ("reference-number", "Le devis réf. 2027-14 est accepté."),
    ("telephone", "Permanence du service (tél. 05 55 00 00 00)."),
    ("telephone-plus", "Joindre l’accueil : tél. +33 5 55 00 00 00."),
    ("edition", "Reprendre le guide, 2e éd. Corrigée par le service."),
    ("edition-quoted", "Reprendre le guide « 2e éd. » du service."),
    ("publisher", "Diffuser l’atlas (éd. La Fabrique)."),
    ("volume", "Le diagnostic, vol. 2, est en ligne."),
    ("volume-roman", "Le diagnostic, vol. II, est en ligne."),
    ("figure", "Le trafic double (fig. 3)."),
    ("et-al", "Une méthode connue (Ferrand et al. 2019)."),
    ("minimum", "Doter chaque école d’un budget de min. 3 000 €."),
    ("maximum-lower", "Des groupes de 12 max. seront formés."),
    ("that-is", "Les aînés, c.-à-d. Les plus de 75 ans, voyagent sans payer."),
    ("nota-bene", "N.B. Les montants sont hors taxes."),
    ("nota-bene-spaced", "N. B. Les montants sont hors taxes."),
    ("id-est", "Les usagers captifs, i.e. Les lycéens, passent en premier."),
    ("respectively", "Le port et la gare reçoivent resp. 40 et 60 places."),
    ("september", "Ouvrir la crèche le 4 sept. 2028."),
    ("january", "Réunir les partenaires en janv. 2027 puis en févr. 2028."),
    ("under-direction", "Le récit (dir. Awa Kaboré) sort en mai."),
    ("deputy", "Le directeur adj. Paul Ferrand pilote le lot."),
    ("collection", "Un carnet de la coll. « La ville à hauteur d’enfant » paraîtra."),
    ("page", "Voir le budget p. 12 et le planning p. XIV."),
    ("pages", "Voir le budget pp. 12-15 du rapport."),
    ("versus", "Comparer bus vs. Tram sur dix ans."),
    ("paragraph", "Revoir l’art. 4, al. 2, du bail."),
    ("example-quoted", "Un récit de la coll. « Nos villes » paraîtra."),
    ("street-number", "Rénover le 3, bd. Voltaire et sa cour."),
    ("number-english", "La motion no. 14 fixe le tarif."),
    ("chapter", "Appliquer le chap. III du règlement."),
    ("page-lower", "Lire la p. 4."),
    ("professor", "Le prof. Kaboré évalue la démarche."),
    # Initials, acronyms
    ("initials-hyphen", "Rebaptiser le stade J.-P. Martin."),
    ("initials-two", "Le rapport de A. B. Diop fait date."),
    ("initials-first", "A. B. Diop remet son rapport."),
    ("initial-article-name", "La place revient à l’architecte A. Le Goff."),
    ("initials-double", "Baptiser la salle du nom de Ph. Lagarde."),
    ("initials-compound-article", "Rebaptiser le stade A.-M. Le Goff."),
    ("acronym-mid", "La S.A.R.L. Ferrand livre le bois."),
    ("acronym-quotation", "La charte U.E. « La mer » s’applique au port."),
    ("acronym-lower", "Les fonds de l’U.E. financent la digue."),
    ("acronym-spaced", "La S. A. R. L. Ferrand livre le bois."),
    # Numbers, dates, prefixes
    ("decimal-point", "Investir 1.5 M€ dans la digue."),
    ("decimal-comma", "Gagner 2,4 points de part modale."),
    ("date", "Remise des plis le 12.03.2025 à midi."),
    ("hour", "Le marché ferme à 14 h. 30 le dimanche."),
    ("numbering", "1. Créer une régie"),
    ("numbering-levels", "2.1. Créer une régie"),
    ("numbering-bare", "3.1.2 Gouvernance du plan"),
    ("numbering-letter", "B. Gouvernance du plan"),
    ("numbering-roman", "IV. Gouvernance du plan"),
    ("numbering-lower-letter", "a. Gouvernance du plan"),
    ("numbering-code", "T3. Doubler les pistes"),
    ("numbering-bullet", "• 1. Créer une régie"),
    ("numbering-colon", "Nos trois chantiers : 1. Accueillir ; 2. Loger ; 3. Soigner."),
    ("ordinal", "Préparer la 2e tranche et le 1er bilan."),
    ("axis", "Axe 2. Un territoire qui respire"),
    ("axis-capitals", "AXE 2. UN TERRITOIRE QUI RESPIRE"),
    ("axis-qualified", "Axe stratégique n° 2. Un territoire qui respire"),
    ("action-levels", "Action 3.1. Créer une maison des mobilités"),
    ("action-letter", "Mesure A3. Créer une maison des mobilités"),
    ("axis-action", "Axe 1 – Action 3. Créer une maison des mobilités"),
    ("sheet", "Fiche n° 4. Ouvrir le parc la nuit"),
    ("sheet-action", "Fiche-action n°4. Ouvrir le parc la nuit"),
    ("chapter-roman", "Chapitre IV. Financer le plan"),
    ("annex-letter", "Annexe B. Carte des haies"),
    ("article-prefix", "Art. 3. Le bureau se réunit chaque mois."),
    ("article-code-prefix", "Art. L. 2121-29. Le conseil délibère."),
    ("volume-prefix", "Tome II. Cartes et tableaux"),
    ("objective-year", "Objectif 2030. Un port sans carbone"),
    ("figure-prefix", "Fig. 2. Part des trajets à vélo"),
    ("post-scriptum", "P.S. Les clefs sont à l’accueil."),
    ("question-number", "Question 4. Comment loger les internes ?"),
    # Ellipses, marks before lower case
    ("ellipsis-lower", "Des halles… et des bancs partout."),
    ("three-dots-lower", "Des halles... et des bancs partout."),
    ("ellipsis-first", "… Et le port retrouve ses marins."),
    ("omission", "Le port […] Retrouve ses marins."),
    ("omission-parenthesis", "Le port (...) Retrouve ses marins."),
    ("dot-leaders", "Gouvernance ........ 12"),
    ("ellipsis-figure", "Passer de 5… 10 bornes."),
    ("exclamation-lower", "Yahoo! est un ancien partenaire."),
    ("question-lower", "Quoi ? rien."),
    ("doubt", "Le budget (?) Lagarde reste à voter."),
    ("question-exclamation", "Fermer la gare ?!"),
    ("question-exclamation-apart", "Fermer la gare ? !"),
    # Quotations
    ("quotation-lower", "Un slogan, « Ici, on respire ! », ornera les bus."),
    ("quotation-verb", "« Ici, on respire ! » résume le plan."),
    ("quotation-reported", "« Nous tiendrons le cap. », a dit la maire."),
    ("quotation-reported-stop-after", "« Nous tiendrons le cap », a dit la maire."),
    ("quotation-stop-in", "La maire le dit : « Nous tiendrons le cap. »"),
    ("quotation-stop-out", "La maire le dit : « Nous tiendrons le cap »."),
    ("quotation-ellipsis", "« … », soupire le trésorier."),
    ("quotation-narrow-space", "La maire le dit\u00a0: «\u202fTenir le cap\u202f!\u202f»"),
    ("quotation-english", "La maire le dit : “Nous tiendrons.”"),
    ("quotation-single", "La maire le dit : ‘Nous tiendrons.’"),
    ("quotation-straight", 'La maire le dit : "Nous tiendrons."'),
    # Addresses
    ("url", "Déposer les dossiers sur www.ville-exemple.fr avant mai."),
    ("url-query", "Le formulaire https://ville.example/plan?Etape=2.Bis reste ouvert."),
    ("mail", "Écrire à plan.climat@ville-exemple.fr pour s’inscrire."),
    ("file", "Le document plan.v2.pdf remplace le précédent."),
    ("file-capitals", "Le document Plan.Final.pdf remplace le précédent."),
    ("domain-capital", "Réserver sur Campagne.Com chaque été."),
    ("dot-net", "Migrer la plateforme .NET vers un logiciel libre."),
    ("dot-name", "Lire le fichier .Config du serveur."),
    ("road-glued", "Élargir la rte.2 Nord du canton."),
    ("version-short", "Le guide v.2 Nous convient."),
    ("article-glued", "Revoir l’art.3 Nouveau du bail."),
    ("title-glued", "Le projet de Mme.Kaboré avance."),
    ("version", "La version 2.Beta du guide circule."),
    ("hashtag", "Lancer #Ville.Ouverte sur les réseaux."),
    # Lines
    ("line-break", "Ouvrir une halle\naux producteurs"),
    ("line-break-capital", "Confier la halle à la\nRégie municipale"),
    ("line-break-crlf", "Ouvrir une halle\r\naux producteurs"),
    ("line-figure", "Porter le budget à\n12 millions d’euros"),
    ("line-decimal", "Porter le budget du port à\n1.5 M€ dès mai"),
    ("line-number-parenthesis", "Un tracé (voir variante\n2) longe le canal"),
    ("line-separator", "Ouvrir une halle\u2028aux producteurs"),
    ("line-date", "Réception des offres le\n12.03.2025 à midi"),
    ("line-monsieur", "Le projet est suivi par\nM. Lagarde"),
    ("line-pronoun-hyphen", "La halle verra\n-t-elle le jour"),
    ("inclusive-dot", "Former les habitant·e·s et les élu·es."),
    ("inclusive-bullet", "Former les habitant•e•s du port."),
    ("inclusive-bullet-capitals", "FORMER LES HABITANT•E•S DU PORT"),
    ("bullet-first", "• Ouvrir une halle"),
    ("bullet-own-line", "•\nOuvrir une halle"),
    ("bullet-last", "Ouvrir une halle •"),
    ("middle-dot-title", "Halle · Gare · Port"),
]

# id, block, its sentences.
SPLIT = [
    ("two", "La halle ouvre. Le port suit.", ["La halle ouvre.", "Le port suit."]),
    ("three", "Loger. Soigner. Relier.", ["Loger.", "Soigner.", "Relier."]),
    ("outer-blanks", "  La halle ouvre.   Le port suit. ", ["La halle ouvre.", "Le port suit."]),
    ("question", "Fermer la gare ? Jamais.", ["Fermer la gare ?", "Jamais."]),
    (
        "question-no-break-space",
        "Fermer la gare\u00a0? Jamais\u202f! Le train reste.",
        ["Fermer la gare\u00a0?", "Jamais\u202f!", "Le train reste."],
    ),
    ("question-exclamation", "Fermer la gare ?! Jamais.", ["Fermer la gare ?!", "Jamais."]),
    ("question-apart", "Fermer la gare ? ! Jamais.", ["Fermer la gare ? !", "Jamais."]),
    ("exclamation", "Tous au port ! Le quai vit.", ["Tous au port !", "Le quai vit."]),
    (
        "exclamation-figure",
        "Pari tenu ! 40 bornes sont posées.",
        ["Pari tenu !", "40 bornes sont posées."],
    ),
    # Abbreviations at the end
    (
        "etc",
        "Bancs, arbres, etc. Le mobilier sera en bois.",
        ["Bancs, arbres, etc.", "Le mobilier sera en bois."],
    ),
    (
        "etc-parenthesis",
        "Poser du mobilier (bancs, etc.). Planter des arbres.",
        ["Poser du mobilier (bancs, etc.).", "Planter des arbres."],
    ),
    (
        "etc-ellipsis",
        "Bancs, arbres, etc… Le mobilier sera en bois.",
        ["Bancs, arbres, etc…", "Le mobilier sera en bois."],
    ),
    (
        "month",
        "Les travaux cessent en sept. La place rouvre alors.",
        ["Les travaux cessent en sept.", "La place rouvre alors."],
    ),
    (
        "month-monsieur",
        "Fin des travaux en janv. M. Lagarde coupera le ruban.",
        ["Fin des travaux en janv.", "M. Lagarde coupera le ruban."],
    ),
    (
        "minutes",
        "Relier la gare en 15 min. Les bus passeront par le pont.",
        ["Relier la gare en 15 min.", "Les bus passeront par le pont."],
    ),
    (
        "maximum",
        "Des groupes de 12 max. Chaque école en forme deux.",
        ["Des groupes de 12 max.", "Chaque école en forme deux."],
    ),
    (
        "about",
        "Planter 12 ha env. Les semis viennent du pays.",
        ["Planter 12 ha env.", "Les semis viennent du pays."],
    ),
    (
        "hours",
        "Le marché ferme à 14 h. Les étals partent.",
        ["Le marché ferme à 14 h.", "Les étals partent."],
    ),
    (
        "pages",
        "Le bilan compte 120 p. Une synthèse suit.",
        ["Le bilan compte 120 p.", "Une synthèse suit."],
    ),
    (
        "art-the-word",
        "Ouvrir un musée d’art. Le musée jouxte la gare.",
        ["Ouvrir un musée d’art.", "Le musée jouxte la gare."],
    ),
    (
        "edition",
        "Publier une 2e éd. Nous la vendrons au musée.",
        ["Publier une 2e éd.", "Nous la vendrons au musée."],
    ),
    (
        "for-example",
        "Élargir les pistes, rue Neuve p. ex. Nous en parlerons.",
        ["Élargir les pistes, rue Neuve p. ex.", "Nous en parlerons."],
    ),
    (
        "et-al",
        "La méthode est de Ferrand et al. Les relevés sont publics.",
        ["La méthode est de Ferrand et al.", "Les relevés sont publics."],
    ),
    (
        "telephone",
        "Prendre rendez-vous par tél. Nous rappelons dans l’heure.",
        ["Prendre rendez-vous par tél.", "Nous rappelons dans l’heure."],
    ),
    (
        "reference",
        "Indiquer la réf. Nous répondons sous huit jours.",
        ["Indiquer la réf.", "Nous répondons sous huit jours."],
    ),
    (
        "before-christ",
        "L’oppidum date de 52 av. J.-C. César en parle.",
        ["L’oppidum date de 52 av. J.-C.", "César en parle."],
    ),
    (
        "nota-bene-after",
        "Le budget est voté. N.B. Les montants sont hors taxes.",
        ["Le budget est voté.", "N.B. Les montants sont hors taxes."],
    ),
    (
        "acronym-article",
        "Le port attend l’U.E. La digue aussi.",
        ["Le port attend l’U.E.", "La digue aussi."],
    ),
    (
        "acronym-pronoun",
        "Fonder une S.A.R.L. Elle vendra le bois.",
        ["Fonder une S.A.R.L.", "Elle vendra le bois."],
    ),
    (
        "letter-plan",
        "Prévoir un plan B. Le conseil tranchera.",
        ["Prévoir un plan B.", "Le conseil tranchera."],
    ),
    (
        "letter-pronoun",
        "La parole est à Mme K. Nous l’écoutons.",
        ["La parole est à Mme K.", "Nous l’écoutons."],
    ),
    (
        "monsieur-after",
        "La halle ouvre. M. Lagarde est venu.",
        ["La halle ouvre.", "M. Lagarde est venu."],
    ),
    (
        "acronym-infinitive",
        "Élaborer un P.L.U. Réviser la charte.",
        ["Élaborer un P.L.U.", "Réviser la charte."],
    ),
    (
        "acronym-elision",
        "Le port attend l’U.E. L’État paie.",
        ["Le port attend l’U.E.", "L’État paie."],
    ),
    (
        "month-quotation",
        "Fin des travaux en déc. « Bravo », dit la maire.",
        ["Fin des travaux en déc.", "« Bravo », dit la maire."],
    ),
    (
        "paragraph",
        "Revoir l’art. 4, al. 2. Le bail suit.",
        ["Revoir l’art. 4, al. 2.", "Le bail suit."],
    ),
    # Numbers, dates, prefixes
    ("year", "La halle ouvre en 2027. Le port suit.", ["La halle ouvre en 2027.", "Le port suit."]),
    (
        "date",
        "Remise des plis le 12.03.2025. Le jury siège en mai.",
        ["Remise des plis le 12.03.2025.", "Le jury siège en mai."],
    ),
    (
        "money",
        "La digue coûte 1.5 M€. La Région en paie la moitié.",
        ["La digue coûte 1.5 M€.", "La Région en paie la moitié."],
    ),
    (
        "percent",
        "La part du vélo gagne 20 % . Nous visons mieux.",
        ["La part du vélo gagne 20 % .", "Nous visons mieux."],
    ),
    (
        "figure-first",
        "La halle ouvre. 40 étals y tiennent.",
        ["La halle ouvre.", "40 étals y tiennent."],
    ),
    (
        "year-figure",
        "Le plan court depuis 2024. 12 communes le suivent.",
        ["Le plan court depuis 2024.", "12 communes le suivent."],
    ),
    (
        "axis-mid",
        "Le port relève de l’axe 2. La gare relève du 3.",
        ["Le port relève de l’axe 2.", "La gare relève du 3."],
    ),
    (
        "axis-after",
        "Le cap est fixé. Axe 2. Un territoire qui respire. Il verdit.",
        ["Le cap est fixé.", "Axe 2. Un territoire qui respire.", "Il verdit."],
    ),
    (
        "headword-verb",
        "Action menée en 2024. Le bilan suit.",
        ["Action menée en 2024.", "Le bilan suit."],
    ),
    (
        "numbering-in-line",
        "1. Loger les internes. 2. Soigner les aînés.",
        ["1. Loger les internes.", "2. Soigner les aînés."],
    ),
    (
        "number-degree",
        "Voter la motion n° 4. Le maire la porte.",
        ["Voter la motion n° 4.", "Le maire la porte."],
    ),
    # Ellipses
    (
        "ellipsis",
        "Des halles, des bancs… Le port revit.",
        ["Des halles, des bancs…", "Le port revit."],
    ),
    (
        "three-dots",
        "Des halles, des bancs... Le port revit.",
        ["Des halles, des bancs...", "Le port revit."],
    ),
    (
        "omission-between",
        "Le port revit. […] Le quai attend.",
        ["Le port revit.", "[…] Le quai attend."],
    ),
    # Quotations and parentheses
    (
        "quotation-two-inside",
        "« La ville change. Elle verdit. »",
        ["« La ville change.", "Elle verdit. »"],
    ),
    (
        "quotation-reported",
        "« La ville change. Elle verdit. », a dit la maire. Le conseil approuve.",
        ["« La ville change.", "Elle verdit. », a dit la maire.", "Le conseil approuve."],
    ),
    (
        "quotation-stop-in",
        "La maire dit : « Tenons bon. » Le conseil la suit.",
        ["La maire dit : « Tenons bon. »", "Le conseil la suit."],
    ),
    (
        "quotation-stop-out",
        "La maire dit : « Tenons bon ». Le conseil la suit.",
        ["La maire dit : « Tenons bon ».", "Le conseil la suit."],
    ),
    (
        "quotation-both-stops",
        "La maire dit : « Tenons bon ! ». Le conseil la suit.",
        ["La maire dit : « Tenons bon ! ».", "Le conseil la suit."],
    ),
    (
        "quotation-narrow-space",
        "Elle dit\u202f: «\u202fTenons bon\u202f!\u202f» Le conseil la suit.",
        ["Elle dit\u202f: «\u202fTenons bon\u202f!\u202f»", "Le conseil la suit."],
    ),
    (
        "quotation-line",
        "Elle dit : « Tenons bon.\n» Le conseil la suit.",
        ["Elle dit : « Tenons bon.\n»", "Le conseil la suit."],
    ),
    (
        "quotation-next",
        "Le cap est fixé. « Tenons bon », dit la maire.",
        ["Le cap est fixé.", "« Tenons bon », dit la maire."],
    ),
    (
        "quotation-english",
        "Elle dit : “Tenons bon.” Le conseil la suit.",
        ["Elle dit : “Tenons bon.”", "Le conseil la suit."],
    ),
    (
        "quotation-straight",
        'Elle dit : "Tenons bon." "Soit", répond le conseil.',
        ['Elle dit : "Tenons bon."', '"Soit", répond le conseil.'],
    ),
    (
        "quotation-single",
        "Elle dit : ‘Tenons bon.’ Le conseil la suit.",
        ["Elle dit : ‘Tenons bon.’", "Le conseil la suit."],
    ),
    (
        "quotation-nested",
        "Elle dit : « Le mot d’ordre est “Tenons bon.” » Le conseil la suit.",
        ["Elle dit : « Le mot d’ordre est “Tenons bon.” »", "Le conseil la suit."],
    ),
    (
        "parenthesis-sentence",
        "Le tracé est voté. (Il longe le canal.) Les travaux suivent.",
        ["Le tracé est voté.", "(Il longe le canal.)", "Les travaux suivent."],
    ),
    (
        "parenthesis-end",
        "Le tracé est voté (il longe le canal). Les travaux suivent.",
        ["Le tracé est voté (il longe le canal).", "Les travaux suivent."],
    ),
    (
        "quotation-lower-next",
        "« Tout va bien ! » assure le maire. Nul n’y croit.",
        ["« Tout va bien ! » assure le maire.", "Nul n’y croit."],
    ),
    # First signs of the next sentence
    ("accent", "La gare ferme. À nous d’agir.", ["La gare ferme.", "À nous d’agir."]),
    (
        "accent-two",
        "La gare ferme. Être sans train isole.",
        ["La gare ferme.", "Être sans train isole."],
    ),
    ("elision", "La gare ferme. L’été sera long.", ["La gare ferme.", "L’été sera long."]),
    ("dash", "La gare ferme. – Qui le dit ?", ["La gare ferme.", "– Qui le dit ?"]),
    (
        "bracket",
        "La gare ferme. [Rires] Le bus aussi.",
        ["La gare ferme.", "[Rires] Le bus aussi."],
    ),
    ("hashtag", "La gare ferme. #Gare pour tous.", ["La gare ferme.", "#Gare pour tous."]),
    ("plus", "La gare vit. +12 % de voyageurs.", ["La gare vit.", "+12 % de voyageurs."]),
    ("emoji", "Le port vit. ⚓ Nous aussi.", ["Le port vit.", "⚓ Nous aussi."]),
    (
        "dialogue",
        "« Qui paie ? », demande-t-elle. — Nous tous. — Vraiment ?",
        ["« Qui paie ? », demande-t-elle.", "— Nous tous.", "— Vraiment ?"],
    ),
    (
        "dash-quotation",
        "La gare ferme. – « Bravo », dit-elle.",
        ["La gare ferme.", "– « Bravo », dit-elle."],
    ),
    (
        "month-elision",
        "Le marché rouvre en sept. C’est décidé.",
        ["Le marché rouvre en sept.", "C’est décidé."],
    ),
    # No blank, note calls
    (
        "glued",
        "Le chantier est fini.Nous inaugurons.",
        ["Le chantier est fini.", "Nous inaugurons."],
    ),
    ("glued-question", "Est-ce fini ?Nous l’espérons.", ["Est-ce fini ?", "Nous l’espérons."]),
    ("glued-exclamation", "C’est fini!Nous inaugurons.", ["C’est fini!", "Nous inaugurons."]),
    ("glued-quotation", "C’est fini.« Bravo », dit-elle.", ["C’est fini.", "« Bravo », dit-elle."]),
    (
        "glued-parenthesis",
        "Fini (ou presque).Nous inaugurons.",
        ["Fini (ou presque).", "Nous inaugurons."],
    ),
    (
        "note-call",
        "C’est une réussite.1 Nous poursuivons.",
        ["C’est une réussite.1", "Nous poursuivons."],
    ),
    (
        "note-call-superscript",
        "C’est une réussite.¹² Nous poursuivons.",
        ["C’est une réussite.¹²", "Nous poursuivons."],
    ),
    (
        "note-call-before-stop",
        "C’est une réussite¹. Nous poursuivons.",
        ["C’est une réussite¹.", "Nous poursuivons."],
    ),
    (
        "note-call-bracket",
        "C’est une réussite.[3] Nous poursuivons.",
        ["C’est une réussite.[3]", "Nous poursuivons."],
    ),
    (
        "note-call-quotation",
        "« C’est une réussite. »2 Nous poursuivons.",
        ["« C’est une réussite. »2", "Nous poursuivons."],
    ),
    # Addresses at the end
    (
        "url",
        "Voir www.ville-exemple.fr. Le dossier y est.",
        ["Voir www.ville-exemple.fr.", "Le dossier y est."],
    ),
    (
        "mail",
        "Écrire à plan@ville-exemple.fr. Le service répond.",
        ["Écrire à plan@ville-exemple.fr.", "Le service répond."],
    ),
    ("file", "Lire plan.v2.pdf. Le budget y est.", ["Lire plan.v2.pdf.", "Le budget y est."]),
    (
        "hashtag-end",
        "Suivre #VilleOuverte. Le fil est public.",
        ["Suivre #VilleOuverte.", "Le fil est public."],
    ),
    # Lines
    ("line-break", "La gare\nferme. Le bus\nreste.", ["La gare\nferme.", "Le bus\nreste."]),
    ("line-break-stop", "La gare ferme.\nLe bus reste.", ["La gare ferme.", "Le bus reste."]),
    ("blank-line", "Un port vivant\n\nla halle ouvre", ["Un port vivant", "la halle ouvre"]),
    (
        "blank-line-blanks",
        "Un port vivant \n \t\n la halle ouvre",
        ["Un port vivant", "la halle ouvre"],
    ),
    (
        "blank-line-crlf",
        "Un port vivant\r\n\r\nla halle ouvre",
        ["Un port vivant", "la halle ouvre"],
    ),
    ("blank-line-stop", "Des quais…\n\nla halle ouvre", ["Des quais…", "la halle ouvre"]),
    (
        "bullets-in-line",
        "• ouvrir la halle • rouvrir le quai",
        ["• ouvrir la halle", "• rouvrir le quai"],
    ),
    (
        "bullets-lead-in",
        "Nos actes : • ouvrir la halle • rouvrir le quai",
        ["Nos actes :", "• ouvrir la halle", "• rouvrir le quai"],
    ),
    (
        "bullets-square",
        "▪ ouvrir la halle ▪ rouvrir le quai",
        ["▪ ouvrir la halle", "▪ rouvrir le quai"],
    ),
    (
        "bullets-arrow",
        "➢ ouvrir la halle ➢ rouvrir le quai",
        ["➢ ouvrir la halle", "➢ rouvrir le quai"],
    ),
    (
        "bullets-symbol",
        "\uf0b7 ouvrir la halle \uf0b7 rouvrir le quai",
        ["\uf0b7 ouvrir la halle", "\uf0b7 rouvrir le quai"],
    ),
    (
        "bullets-wingdings",
        "\uf0a7 ouvrir la halle\n\uf0a7 rouvrir le quai",
        ["\uf0a7 ouvrir la halle", "\uf0a7 rouvrir le quai"],
    ),
    ("bullets-glued", "•Ouvrir la halle•Rouvrir le quai", ["•Ouvrir la halle", "•Rouvrir le quai"]),
    ("bullets-after-stop", "Le port vit. • ouvrir la halle", ["Le port vit.", "• ouvrir la halle"]),
    (
        "bullets-lines",
        "• ouvrir la halle ;\n• rouvrir le quai.",
        ["• ouvrir la halle ;", "• rouvrir le quai."],
    ),
    ("dashes", "- ouvrir la halle\n- rouvrir le quai", ["- ouvrir la halle", "- rouvrir le quai"]),
    (
        "dashes-no-blank",
        "-Ouvrir la halle\n-Rouvrir le quai",
        ["-Ouvrir la halle", "-Rouvrir le quai"],
    ),
    (
        "en-dashes",
        "– ouvrir la halle\n– rouvrir le quai",
        ["– ouvrir la halle", "– rouvrir le quai"],
    ),
    (
        "em-dashes",
        "— ouvrir la halle\n— rouvrir le quai",
        ["— ouvrir la halle", "— rouvrir le quai"],
    ),
    ("stars", "* ouvrir la halle\n* rouvrir le quai", ["* ouvrir la halle", "* rouvrir le quai"]),
    (
        "dashes-lead-in",
        "Il faut :\n  - ouvrir la halle,\n  - rouvrir le quai.",
        ["Il faut :", "- ouvrir la halle,", "- rouvrir le quai."],
    ),
    (
        "numbers-parenthesis",
        "1) ouvrir la halle\n2) rouvrir le quai",
        ["1) ouvrir la halle", "2) rouvrir le quai"],
    ),
    (
        "numbers-parentheses",
        "(1) ouvrir la halle\n(2) rouvrir le quai",
        ["(1) ouvrir la halle", "(2) rouvrir le quai"],
    ),
    (
        "numbers-period",
        "1. ouvrir la halle\n2. rouvrir le quai",
        ["1. ouvrir la halle", "2. rouvrir le quai"],
    ),
    (
        "numbers-letter",
        "a) ouvrir la halle\nb) rouvrir le quai",
        ["a) ouvrir la halle", "b) rouvrir le quai"],
    ),
    (
        "numbers-levels",
        "1.1 Ouvrir la halle\n1.2 Rouvrir le quai",
        ["1.1 Ouvrir la halle", "1.2 Rouvrir le quai"],
    ),
    (
        "numbers-levels-period",
        "1.1. ouvrir la halle\n1.2. rouvrir le quai",
        ["1.1. ouvrir la halle", "1.2. rouvrir le quai"],
    ),
    (
        "numbers-degree",
        "1° ouvrir la halle\n2° rouvrir le quai",
        ["1° ouvrir la halle", "2° rouvrir le quai"],
    ),
    ("numbers-roman", "Préambule\nII. Ouvrir la halle", ["Préambule", "II. Ouvrir la halle"]),
    (
        "line-number-called",
        "Tout tient à l’axe\n2. Le reste suit.",
        ["Tout tient à l’axe\n2.", "Le reste suit."],
    ),
    ("line-vertical-tab", "La gare ferme.\x0b- le bus reste", ["La gare ferme.", "- le bus reste"]),
    ("arrows", "→ ouvrir la halle\n→ rouvrir le quai", ["→ ouvrir la halle", "→ rouvrir le quai"]),
    (
        "bullets-many-blanks",
        "• ouvrir la halle •                rouvrir le quai",
        ["• ouvrir la halle", "•                rouvrir le quai"],
    ),
]

HOSTILE = [
    ("stops", "."),
    ("stops-apart", ". "),
    ("questions", "?!"),
    ("closing-quotes", ".»"),
    ("straight-quotes", '."'),
    ("openers", ". ("),
    ("omissions", "[…] "),
    ("line-breaks", "\n"),
    ("blank-lines", "a\n \n"),
    ("carriage-returns", "\r"),
    ("blanks", " "),
    ("blanks-stop", "a" + " " * 99 + "."),
    ("bullets", "•"),
    ("bullets-apart", "• "),
    ("dashes", "\n- "),
    ("numbers", "\n1) "),
    ("parentheses-numbers", "(\n1) a"),
    ("numbers-within-parentheses", "(a\n1. "),
    ("initials", "A. "),
    ("acronym", "A."),
    ("headwords", "axe 1, "),
    ("digits", "1."),
    ("note-calls", "mot.1 "),
    ("letters", "a"),
    ("glued", "fini.Nous"),
    ("sentences", "La halle ouvre. "),
]

# What makes trouble in French plans, to be put together at random.
FRAGMENTS = st.lists(
    st.sampled_from(["La halle ouvre", "Nous", "et", "À", "12", "M.", "etc.", "p. ex.", "art."])
    | st.sampled_from(["A.", "U.E.", "av. J.-C.", "Axe 2.", "fini.Nous", ".1", "www.ville.fr"])
    | st.sampled_from(["1.", "2.1", "a)", "(1)", "...", "\r\n", "\n\n", "\n- ", "\n1) ", " • "])
    | st.sampled_from('   \n\t\u00a0\u202f.…?!:;,«»“”"’()[]–-•\uf0b7*¹°%_#'),
    max_size=30,
).map("".join)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200) | FRAGMENTS


def sentences(text: str) -> list[str]:
    """Return the sentences themselves."""
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WHOLE])
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(text, expected, id=name) for name, text, expected in SPLIT]
)
def test_a_block_comes_apart_into_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0\u202f\t"])
def test_a_blank_text_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize("unit", [pytest.param(unit, id=name) for name, unit in HOSTILE])
def test_a_long_text_takes_well_under_a_second(unit: str) -> None:
    text = (unit * 50_000)[:50_000]
    begin = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - begin < 0.8


@given(ANY_TEXT)
@example("\ud800. \udfff.\nNous")
def test_spans_are_ordered_and_cover_all_but_blanks(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert text[position:start].strip() == ""
        assert start < end
        assert text[start:end] == text[start:end].strip()
        position = end
    assert text[position:].strip() == ""


@given(ANY_TEXT)
def test_every_sentence_but_the_last_holds_a_letter_or_a_figure(text: str) -> None:
    for sentence in sentences(text)[:-1]:
        assert any(character.isalnum() for character in sentence)


@given(ANY_TEXT)
def test_a_sentence_does_not_come_apart_again(text: str) -> None:
    for sentence in sentences(text):
        assert sentences(sentence) == [sentence]


@given(ANY_TEXT, st.sampled_from([" ", "\n", "\t ", "\u00a0"]))
def test_outer_blanks_move_the_spans_and_change_nothing(text: str, blank: str) -> None:
    assert sentences(f"{blank}{text}{blank}") == sentences(text)
