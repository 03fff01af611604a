extension Demo {
    static let europe = [
        Country(
            "United Kingdom",
            "Ltd",
            "+44 1632",
            "# Quayside",
            "Southampton//SO14 2AQ, Aberdeen//AB11 5PS, Hull//HU1 1TJ, Falmouth//TR11 3XA",
            "Imogen, Callum, Aisha, Rhys, Eleanor, Angus, Farah, Giles",
            "Pascoe, Campbell, Hughes, Khan, Whitaker, Morgan, Ahmed, Fletcher"
        ),
        Country(
            "Norway",
            "AS",
            "+47 555",
            "Strandgata #",
            "Bergen//5003, Stavanger//4006, Ålesund//6002, Tromsø//9008",
            "Bjørn, Sunniva, Håkon, Ingvild, Øyvind, Astrid, Sindre, Maja",
            "Hansen, Ødegård, Sørensen, Bakke, Strøm, Lie, Myhre, Haugland"
        ),
        Country(
            "Germany",
            "GmbH",
            "+49 555",
            "Hafenstraße #",
            "Hamburg//20457, Kiel//24103, Bremerhaven//27568, Rostock//18055",
            "Jürgen, Katrin, Björn, Anneliese, Günther, Leonie, Emre, Sören",
            "Müller, Schröder, Jäger, Petersen, Özdemir, Groß, Köhler, Brandt"
        ),
        Country(
            "Netherlands",
            "B.V.",
            "+31 555",
            "Havenkade #",
            "Rotterdam//3011 AA, Den Helder//1781 ZW, Vlissingen//4381 BK",
            "Daan, Sanne, Joris, Fleur, Maarten, Noor, Thijs, Yasmin",
            "de Vries, van den Berg, Bakker, Visser, Dijkstra, Hoekstra, Kuipers, Bouzid"
        ),
        Country(
            "France",
            "SARL",
            "+33 555",
            "# quai du Port",
            "Brest//29200, Marseille//13002, Saint-Nazaire//44600, La Rochelle//17000",
            "Éloïse, Mathis, Françoise, Youssef, Solène, Benoît, Maëlle, Gaël",
            "Lefèvre, Bénard, Kerjean, Moreau, Traoré, Guérin, Le Gall, Rousseau"
        ),
        Country(
            "Spain",
            "S.L.",
            "+34 555",
            "Calle del Puerto, #",
            "Vigo//36201, Valencia//46024, Cádiz//11006, Bilbao//48009",
            "Íñigo, Lucía, Joaquín, Begoña, Álvaro, Nuria, Andrés, Inés",
            "Muñoz, Ibáñez, Castro, Etxeberria, Núñez, Ferrer, Gómez, Peña"
        ),
        Country(
            "Sweden",
            "AB",
            "+46 555",
            "Skeppsbron #",
            "Göteborg//403 14, Karlskrona//371 32, Malmö//211 20",
            "Åsa, Gustav, Märta, Lars, Zahra, Elin, Nils, Viktor",
            "Lindström, Åkesson, Björk, Nyström, Söderberg, Hedlund, Öberg, Ekman"
        ),
        Country(
            "Denmark",
            "ApS",
            "+45 555",
            "Havnegade #",
            "Esbjerg//6700, Aarhus//8000, København//1058",
            "Søren, Mette, Rasmus, Kirsten, Jeppe, Freja, Anders, Lærke",
            "Østergaard, Nørgaard, Kjær, Jensen, Møller, Skov, Bjerre, Thomsen"
        ),
        Country(
            "Finland",
            "Oy",
            "+358 555",
            "Satamakatu #",
            "Turku//20100, Helsinki//00160, Kotka//48100",
            "Päivi, Eero, Aino, Jukka, Säde, Ville, Kaisa, Olli",
            "Mäkinen, Hämäläinen, Koskinen, Räsänen, Laine, Saarinen, Jokela, Niemi"
        ),
        Country(
            "Poland",
            "Sp. z o.o.",
            "+48 555",
            "ul. Portowa #",
            "Gdańsk//80-831, Gdynia//81-340, Szczecin//70-952",
            "Łukasz, Małgorzata, Wojciech, Zofia, Krzysztof, Agnieszka, Michał, Ewa",
            "Wójcik, Dąbrowski, Zieliński, Król, Woźniak, Kamiński, Pawlak, Górski"
        ),
        Country(
            "Portugal",
            "Lda.",
            "+351 555",
            "Rua do Cais #",
            "Porto//4050-297, Setúbal//2900-001, Aveiro//3800-200",
            "João, Inês, Gonçalo, Beatriz, Vitória, Tiago, Luís, Conceição",
            "Araújo, Simões, Magalhães, Lourenço, Falcão, Ramos, Esteves, Brandão"
        ),
        Country(
            "Italy",
            "S.r.l.",
            "+39 555",
            "Via del Molo #",
            "Genova/GE/16128, Trieste/TS/34121, Livorno/LI/57123",
            "Giulia, Matteo, Niccolò, Chiara, Salvatore, Elena, Davide, Ilaria",
            "Esposito, Ferraro, Parodi, De Luca, Cattaneo, Greco, Rinaldi, Bassi"
        ),
        Country(
            "Greece",
            "S.A.",
            "+30 555",
            "Akti Miaouli #",
            "Piraeus//185 38, Thessaloniki//546 25, Heraklion//712 02",
            "Eleni, Nikos, Despina, Yannis, Katerina, Stavros, Ioanna, Petros",
            "Papadopoulos, Nikolaidis, Makris, Angelopoulos, Vlachos, Kouris, Laskari, Drakos"
        ),
        Country(
            "Türkiye",
            "A.Ş.",
            "+90 555",
            "Liman Caddesi #",
            "İstanbul//34425, İzmir//35210, Mersin//33060",
            "Çağla, Emre, Gülşen, Ömer, Ayşe, Barış, Elif, Kaan",
            "Yılmaz, Öztürk, Demir, Çelik, Şahin, Aydın, Doğan, Güneş"
        ),
    ]
}
