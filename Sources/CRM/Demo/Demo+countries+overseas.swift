extension Demo {
    static let overseas = [
        Country(
            "Lebanon",
            "S.A.L.",
            "+961 555",
            "# Corniche",
            "Beirut//1107, Tripoli//1300, Tyre//1601",
            "Layla, Karim, Nour, Georges, Rima, Ziad, Maya, Elias",
            "Haddad, Khoury, Mansour, Saab, Gemayel, Fakhoury, Nassar, Salameh"
        ),
        Country(
            "Nigeria",
            "Ltd",
            "+234 555",
            "# Marina Road",
            "Lagos/Lagos/101241, Port Harcourt/Rivers/500101, Calabar/Cross River/540211",
            "Chidi, Ngozi, Babatunde, Amina, Emeka, Folake, Yusuf, Adaeze",
            "Okafor, Adeyemi, Eze, Balogun, Okonkwo, Bello, Nwosu, Etim"
        ),
        Country(
            "South Africa",
            "(Pty) Ltd",
            "+27 555",
            "# Dock Road",
            "Cape Town/WC/8001, Durban/KZN/4001, Gqeberha/EC/6001",
            "Thandi, Pieter, Sipho, Annelie, Lerato, Riaan, Naledi, Imraan",
            "Dlamini, van Wyk, Naidoo, Mokoena, Botha, Khumalo, Adams, Ndlovu"
        ),
        Country(
            "India",
            "Pvt. Ltd.",
            "+91 555",
            "# Willingdon Road",
            "Kochi/KL/682003, Mumbai/MH/400001, Chennai/TN/600001",
            "Anjali, Rajesh, Priya, Arjun, Meera, Imran, Lakshmi, Sanjay",
            "Menon, Iyer, Fernandes, Sharma, Pillai, Rao, Desai, Kurian"
        ),
        Country(
            "Vietnam",
            "Co., Ltd.",
            "+84 555",
            "# Bạch Đằng",
            "Hải Phòng//180000, Đà Nẵng//550000, Vũng Tàu//780000",
            "Thảo, Minh, Hương, Quân, Linh, Đức, Ngọc, Tuấn",
            "Nguyễn, Trần, Phạm, Lê, Đặng, Hoàng, Vũ, Bùi"
        ),
        Country(
            "Japan",
            "K.K.",
            "+81 555",
            "# Kaigan-dori",
            "Yokohama/Kanagawa/231-0002, Kobe/Hyogo/650-0024, Nagasaki/Nagasaki/850-0035",
            "Haruka, Kenji, Aiko, Takumi, Naoko, Ren, Yui, Shinji",
            "Satō, Tanaka, Mori, Yamamoto, Kobayashi, Ōno, Ishikawa, Fujita"
        ),
        Country(
            "South Korea",
            "Co., Ltd.",
            "+82 555",
            "# Haean-ro",
            "Busan//48944, Ulsan//44703, Incheon//22332",
            "Min-jun, Seo-yeon, Ji-hoon, Ha-eun, Do-yun, Su-bin, Tae-yang, Yu-na",
            "Kim, Park, Choi, Jeong, Kang, Yoon, Lim, Shin"
        ),
        Country(
            "Brazil",
            "Ltda.",
            "+55 555",
            "Avenida Beira-Mar, #",
            "Santos/SP/11010-000, Itajaí/SC/88301-000, Recife/PE/50030-000",
            "Thaís, João, Letícia, Mateus, Antônia, Caio, Júlia, Otávio",
            "Nogueira, Carvalho, Guimarães, Silva, Cardoso, Leão, Moraes, Batista"
        ),
        Country(
            "Chile",
            "SpA",
            "+56 555",
            "Avenida Errázuriz #",
            "Valparaíso//2340000, Puerto Montt//5480000, Punta Arenas//6200000",
            "Constanza, Matías, Fernanda, Nicolás, Catalina, Benjamín, Rocío, Sebastián",
            "Sepúlveda, Vidal, Cárcamo, Rojas, Fuentes, Barría, Soto, Valdés"
        ),
        Country(
            "Australia",
            "Pty Ltd",
            "+61 555",
            "# Wharf Street",
            "Fremantle/WA/6160, Hobart/TAS/7000, Cairns/QLD/4870",
            "Lachlan, Matilda, Jarrah, Zoe, Angus, Mei, Harper, Dimitri",
            "Harris, Nguyen, McKenzie, Papas, Walsh, Taylor, Chen, Doherty"
        ),
    ]
}
