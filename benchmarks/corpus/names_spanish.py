"""Spanish and Latin American names, streets and cities (names are filtered in names.py)."""

GIVEN = """
Abel Abril Adela Adolfo Adriana Agustina Aitana Aitor Alba Alberto Alejandra Alejo Alfonso Alicia Almudena Alonso Alvaro
Amadeo Amaia Amalia Amaya Amparo Anabel Andres Angeles Anselmo Antonia Araceli Arantxa Ariel Armando Arturo Asier
Asuncion
Aurelio Aurora Azucena Baltasar Bartolome Basilio Beatriz Begona Belen Benito Berta Blanca Blas Borja Braulio Bruna
Camila Candela Carlota Carmelo Carolina Casimiro Catalina Cayetano Cecilia Celia Cesar Chus Clemente Concepcion
Consuelo Cosme Cristobal Cristina Damaso Daniela Dario Delfina Demetrio Desiree Diego Dionisio Dolores Domingo Edelmira
Edgardo Eduardo Efrain Elena Eleuterio Elias Eliseo Eloisa Eloy Elsa Elvira Emilia Emiliano Emilio Encarna Enrique
Ernesto Esperanza Estefania Estela Esteban Eugenia Eulalia Eusebio Evaristo Fabiola Facundo Faustino Federico Felicia
Felipe Fermin Fernanda Fidel Flavia Florencio Fortunato Francisca Gabriela Gael Gaspar Gema German Gerardo Gilberto
Ginés
Gloria Gonzalo Graciela Gregorio Guadalupe Guillermo Gustavo Heliodoro Herminia Hernan Hilario Hipolito Horacio Humberto
Ignacio Iker Ildefonso Imanol Inmaculada Irene Isidora Isidro Ismael Itziar Jacinta Jacinto Jacobo Jaime Javier Jesus
Jimena Joaquin Jorge Josefa Julieta Justina Lautaro Leandro Leire Leocadia Leonor Leopoldo Leticia Lidia Lisandro Lorena
Lorenzo Lourdes Luciana Luisa Macarena Magdalena Maite Manolo Manuel Marcela Marcelino Marcelo Margarita Mariano Maribel
Maricarmen Marina Marisol Mateo Matias Mauricio Maximo Mercedes Micaela Milagros Miguel Mireia Modesto Montserrat Nadia
Natividad Nazaret Nerea Nicanor Nicolas Nieves Noelia Norberto Nuria Obdulia Octavio Oihane Olga Omar Oriol Osvaldo
Pablo Paloma Pascual Pastora Patricio Paulino Paz Pedro Perla Pilar Placido Primitivo Purificacion Rafael Raimundo
Ramiro Ramon Raquel Raul Regino Remedios Reyes Ricardo Rigoberto Roberto Rocio Rodolfo Rodrigo Rogelio Roque Rosalia
Rosario Ruben Salvador Santiago Santos Sara Saturnino Segundo Severino Silvestre Socorro Sofia Soledad Susana Tadeo
Tatiana Teodoro Teofilo Timoteo Tomas Trinidad Ulises Urbano Valentina Valentin Vicenta Vicente Victoriano Violeta
Virtudes Wenceslao Ximena Yago Yesenia Yolanda Zacarias Zoraida
"""

FAMILY = """
Abad Acevedo Acosta Agudo Aguado Aguilar Aguirre Alarcon Albarracin Alcaraz Alfaro Almeida Alonso Altamirano Alvarado
Amador Amaya Anaya Andrade Angulo Aparicio Aragon Aranda Arce Arellano Arevalo Arias Armas Arroyo Asensio Atienza Avila
Ayala Ayuso Baena Ballesteros Banuelos Barajas Barragan Barreto Barrios Barroso Bautista Becerra Bejarano Beltran
Benavides Benitez Bermejo Bermudez Bernal Blanco Blazquez Bonilla Borrego Bravo Briones Bueno Burgos Bustamante Bustos
Caballero Cabello Cabrera Caceres Calderon Calero Calvo Camacho Camarena Campillo Campos Canales Cantero Carballo
Cardenas Cardona Carmona Caro Carranza Carrasco Carrera Carretero Carrillo Carrion Casado Casanova Casas Castano
Castellano Castillo Ceballos Cepeda Cervantes Chacon Chamorro Cifuentes Cisneros Cobo Collado Conde Contreras Cordero
Cordoba Corona Coronado Cortes Crespo Cuesta Cuevas Davila Delgadillo Delgado Dominguez Duarte Duenas Duran Echeverria
Elizondo Escalante Escobar Escobedo Escudero Esparza Espinosa Esquivel Esteve Estevez Estrada Fajardo Ferrer Figueroa
Fuentes Fuster Galan Galarza Galiano Galindo Gallardo Gallego Galvan Gamez Garrido Garza Gasca Gimeno Giraldo Godoy
Gordillo Gracia Grijalva Guajardo Guardado Guerra Guerrero Guevara Guillen Guzman Haro Heredia Hernando Herranz Hidalgo
Hierro Hinojosa Holguin Hurtado Ibanez Ibarra Iglesias Infante Izquierdo Jaramillo Jaso Jordan Juarez Jurado Lago Lara
Larios Latorre Leal Ledesma Leon Linares Llorente Lobato Longoria Lorente Losada Lozano Lucero Lujan Luna Macias Madera
Madrigal Maldonado Manzano Marcos Marin Marrero Mascarenas Matas Medina Mejia Melendez Mendez Mendoza Menendez Merino
Miralles Miramontes Molina Moncada Mondragon Montalvo Montenegro Montero Montes Montoya Mora Moral Morcillo Moreno Moya
Munoz Murillo Naranjo Narvaez Navarrete Navarro Negron Nieto Nogueira Nunez Ocampo Ochoa Ojeda Olivares Olmedo Ontiveros
Ordonez Orellana Orozco Ortega Osorio Otero Pacheco Padilla Pajares Palacios Palma Paredes Parra Pascual Pastor Patino
Pedraza Penalver Peralta Perdomo Perea Pereira Pineda Pizarro Plaza Polanco Ponce Porras Portillo Poveda Prado Prieto
Puente Pulido Quesada Quezada Quintana Quintero Quiroga Rangel Redondo Requena Rendon Resendez Reyna Rico Rincon Rivas
Rivera Robledo Robles Rocha Rojas Roldan Roman Rosado Rosales Rubio Rueda Saavedra Saenz Salas Salazar Saldana Salgado
Salinas Samaniego Sandoval Santana Santillan Sanz Sarmiento Segovia Segura Serrano Sevilla Sierra Siles Solano Solis
Soria Soriano Sosa Sotelo Suarez Tamayo Tapia Tejada Tejeda Tellez Tena Terrazas Toledo Tomas Toro Torrecilla Tovar
Trejo Trevino Trujillo Ulloa Urbina Ureña Uribe Urrutia Valdes Valdivia Valencia Valenzuela Valle Vallejo Varela Vargas
Vega Velarde Velasco Velez Venegas Vera Verdugo Vergara Vidal Vigil Villa Villalobos Villanueva Villar Villarreal
Villegas Yanez Zamora Zamudio Zapata Zaragoza Zavala Zuniga
"""

STREETS = [
    "Calle_Mayor",
    "Calle_del_Sol",
    "Calle_Real",
    "Avenida_de_la_Constitución",
    "Avenida_de_América",
    "Calle_Alcalá",
    "Calle_Serrano",
    "Paseo_de_Gracia",
    "Calle_Goya",
    "Calle_de_la_Paz",
    "Plaza_de_España",
    "Ronda_de_Toledo",
    "Calle_Luna",
    "Calle_San_Juan",
    "Calle_de_los_Olivos",
    "Avenida_del_Puerto",
    "Camino_Viejo",
    "Calle_Nueva",
    "Calle_Cervantes",
    "Calle_Colón",
    "Travesía_del_Río",
    "Calle_Jardines",
    "Avenida_Juárez",
    "Calle_Hidalgo",
    "Calle_5_de_Mayo",
    "Paseo_de_la_Reforma",
    "Calle_Morelos",
    "Calle_Bolívar",
]

CITIES = [
    "Albacete",
    "Alicante",
    "Almería",
    "Badajoz",
    "Barcelona",
    "Bilbao",
    "Burgos",
    "Cádiz",
    "Cartagena",
    "Castellón",
    "Córdoba",
    "Cuenca",
    "Gijón",
    "Girona",
    "Granada",
    "Huelva",
    "Huesca",
    "Jaén",
    "León",
    "Lleida",
    "Logroño",
    "Lugo",
    "Madrid",
    "Málaga",
    "Mérida",
    "Murcia",
    "Oviedo",
    "Palencia",
    "Pamplona",
    "Salamanca",
    "Santander",
    "Segovia",
    "Sevilla",
    "Soria",
    "Tarragona",
    "Teruel",
    "Toledo",
    "Valencia",
    "Valladolid",
    "Vigo",
    "Zamora",
    "Zaragoza",
    "Guadalajara",
    "Monterrey",
    "Puebla",
    "Querétaro",
    "Tijuana",
    "Bogotá",
    "Medellín",
    "Cali",
    "Rosario",
    "Mendoza",
    "Lima",
    "Arequipa",
    "Quito",
    "Valparaíso",
]
