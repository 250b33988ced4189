"""German names, streets and cities (names are filtered in names.py)."""

GIVEN = """
Achim Adalbert Adelheid Agnes Albrecht Alena Alwin Anja Anke Annegret Anneliese Annika Ansgar Antje Armin Arne Arnim
Axel Barbel Bastian Beate Benno Berit Bernd Berthold Bertram Bettina Birgit Birte Bodo Brigitte Bruno Burkhard Carina
Carsten Christa Christel Christoph Claus Conny Cordula Corinna Cornelia Dagmar Detlef Dieter Dietmar Dietrich Dirk
Dorothea Eberhard Eckhard Edeltraud Egon Ekkehard Elfriede Elke Elsbeth Emil Erdmute Erich Erika Ernst Erwin Eugen
Ewald Falk Fabian Ferdinand Finn Florian Franziska Frauke Frieda Friedhelm Friedrich Frithjof Fritz Gabriele Georg
Gerda Gerd Gerhard Gerlinde Gernot Gerold Gesine Gisela Gitta Goetz Gottfried Gregor Gudrun Guenter Guido Gunnar
Gustav Hanna Hannelore Hannes Harald Hartmut Hartwig Hedwig Heidemarie Heidi Heike Heiko Heiner Heinrich Heinz Helga
Helge Hella Helmut Henning Henrike Heribert Hermine Hertha Hildegard Holger Horst Ilona Ilse Imke Inge Ingeborg Ingo
Irmgard Isolde Jana Jens Joachim Jochen Jonas Jorg Josef Julius Jurgen Jutta Kai Karin Karla Karlheinz Karsten Kaspar
Katharina Kathrin Katja Kerstin Kilian Klara Klaus Konrad Konstantin Korbinian Kornelia Kunigunde Kurt Lars Leni Leopold
Liesel Liselotte Lieselotte Lothar Lorenz Ludwig Luise Lukas Lutz Maike Malte Manfred Manuela Margarete Margit Marika
Marlies Martina Mathias Mathilde Mechthild Meike Meinhard Melchior Merle Michaela Mirko Monika Moritz Nadja Niklas
Norbert Ole Olaf Ortrud Oskar Ottilie Otto Peer Petra Philipp Raimund Rainer Ralf Reinhard Reinhold Renate Reiner
Richard Roswitha Rudiger Rudolf Ruprecht Sabine Sascha Siegfried Sieglinde Sigrid Silke Solveig Sonja Sontje Stefan
Steffen Susanne Swantje Sven Tanja Thilo Thorben Thorsten Tilman Timo Torben Traudel Traugott Udo Ulf Ulrich Ulrike
Ute Uwe Veit Verena Viktor Volker Volkmar Waldemar Waltraud Wenzel Werner Wiebke Wieland Wilhelm Wilhelmine Willibald
Winfried Wolf Wolfgang Wolfram Xaver Yannik Zita
"""

FAMILY = """
Ackermann Adler Albers Altmann Amann Arnold Auer Bachmann Baier Baumgartner Bauer Baumann Becker Behrens Benecke Berger
Bergmann Biermann Binder Birkholz Blank Blume Bock Boehme Bohm Borchert Bottcher Brandt Brandstetter Braun Breuer
Brinkmann Bruckner Buchholz Budde Burger Busch Carstens Christiansen Clausen Conrad Dahlmann Daniels Decker Degenhardt
Denzel Diehl Dietz Dittrich Dobler Dorfmann Dreyer Dreesen Ebeling Eberle Ebert Eckert Eder Ehlers Ehrhardt Eichhorn
Eickhoff Engel Engelhardt Erdmann Ernst Esser Ewers Faber Falkenberg Feldmann Fiedler Fink Fleischer Forster Frank
Freitag Freudenberg Friedrichs Fritzsche Frohlich Fromm Fuchs Funke Gabler Gartner Gebhardt Geiger Geissler Gerber
Gerlach Giese Glaser Goebel Goldschmidt Gottschalk Grabowski Graf Gross Grimm Gruber Grunewald Gunther Haas Haase
Hackmann Hagemann Hahn Hanke Hansen Harms Hartmann Hauck Haupt Hausmann Heider Heilmann Heinemann Heinrichs Heise
Held Hellmann Hempel Henkel Hennig Hermanns Herrmann Herzog Hess Heuer Heyer Hille Hinrichs Hirsch Hoffmann Hofmann
Hohmann Holtmann Holzapfel Horn Huber Hubner Hummel Jacobs Jahn Jansen Janzen Jensen Jung Kaiser Kaminski Karsten
Kasper Kaufmann Keller Kempf Kern Kessler Kiefer Kirchhoff Kirchner Klages Kleinert Klemm Klinger Klose Knapp Knoblauch
Kohler Kolb Konig Koopmann Korner Krause Kramer Kremer Kretschmer Kroger Kruger Kuhlmann Kuhn Kunze Kurz Lammers
Landgraf Lange Langer Lechner Lehmann Leonhardt Liebermann Lindemann Linke Loffler Lorenz Ludwig Luders Maier Marquardt
Martens Marx Mayrhofer Meier Meissner Menzel Merkel Mertens Metzger Meyerhoff Michels Mohr Moller Morgenstern Muhlbauer
Nagel Naumann Neubauer Neumann Nickel Niemann Noack Nolte Oberhauser Oehler Ohlendorf Opitz Oswald Otte Pape Paulsen
Petersen Pfeffer Pfeiffer Pfister Pohl Popp Preuss Probst Quandt Raabe Radtke Rau Rauch Reich Reichelt Reimann Reinhardt
Renner Reuter Richter Riedel Rieger Ritter Roder Rohde Rosenbaum Rothmann Rudolph Ruprecht Sander Sauer Sauter Schade
Schaper Scheffler Schenk Scherer Schilling Schindler Schlegel Schlosser Schlueter Schmitz Schnabel Schneiders Scholz
Schott Schreiber Schroeter Schubert Schuler Schulte Schumann Schuster Schwab Schwarz Seidel Seifert Seiler Siebert
Siegel Simons Sommerfeld Spengler Stadler Stahl Stark Steffens Steinbach Steiner Stengel Stern Stoll Strauss Struck
Stumpf Sturm Teichmann Thiel Thielen Thoma Tietz Trautmann Ulbrich Unger Urban Vetter Vogel Vogt Voigt Voss Wachter
Wagenknecht Walther Weber Wegener Weidner Weigel Weimann Weinert Weiss Wendt Werner Westphal Wieland Wiese Wilke
Winkelmann Winkler Wirth Witte Wittmann Wolff Wulf Wunderlich Zander Zeidler Zeller Ziegler Zimmer Zink Zobel
"""

STREETS = [
    "Ahornweg",
    "Amselgasse",
    "Bachstraße",
    "Bahnhofstraße",
    "Bergstraße",
    "Birkenallee",
    "Blumenweg",
    "Brunnenstraße",
    "Buchenring",
    "Burggasse",
    "Dorfstraße",
    "Eichenweg",
    "Erlenstraße",
    "Feldstraße",
    "Fichtenweg",
    "Finkenweg",
    "Gartenstraße",
    "Goethestraße",
    "Hafenstraße",
    "Hauptstraße",
    "Heideweg",
    "Jahnstraße",
    "Kantstraße",
    "Kastanienallee",
    "Kirchplatz",
    "Kirchstraße",
    "Lerchenweg",
    "Lindenallee",
    "Lindenstraße",
    "Marktplatz",
    "Mozartstraße",
    "Mühlweg",
    "Nelkenweg",
    "Parkstraße",
    "Poststraße",
    "Ringstraße",
    "Rosenweg",
    "Schillerstraße",
    "Schlossgasse",
    "Schulstraße",
    "Sonnenhang",
    "Steinweg",
    "Talstraße",
    "Tannenweg",
    "Uferstraße",
    "Ulmenweg",
    "Waldstraße",
    "Wiesenweg",
    "Ziegeleiweg",
    "Zum_Anger",
]

CITIES = [
    "Aachen",
    "Augsburg",
    "Bamberg",
    "Bielefeld",
    "Bochum",
    "Bonn",
    "Braunschweig",
    "Bremen",
    "Chemnitz",
    "Cottbus",
    "Darmstadt",
    "Dortmund",
    "Dresden",
    "Erfurt",
    "Essen",
    "Flensburg",
    "Freiburg",
    "Fulda",
    "Gera",
    "Gießen",
    "Göttingen",
    "Hagen",
    "Halle",
    "Hannover",
    "Heilbronn",
    "Ingolstadt",
    "Jena",
    "Karlsruhe",
    "Kassel",
    "Kiel",
    "Koblenz",
    "Leipzig",
    "Lübeck",
    "Magdeburg",
    "Mainz",
    "Mannheim",
    "Marburg",
    "Münster",
    "Nürnberg",
    "Oldenburg",
    "Osnabrück",
    "Passau",
    "Potsdam",
    "Regensburg",
    "Rostock",
    "Saarbrücken",
    "Schwerin",
    "Siegen",
    "Stuttgart",
    "Trier",
    "Tübingen",
    "Ulm",
    "Wiesbaden",
    "Wuppertal",
    "Würzburg",
    "Zwickau",
]
