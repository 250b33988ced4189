"""English, French, Italian and Slavic names, written from general knowledge (filtered in names.py)."""

GIVEN = """
Abigail Ada Adelaide Adrian Agatha Aidan Alan Alastair Alec Alexis Alfred Alice Alison Alistair Allegra Alma Alvin Amber
Amelia Amos Andrea Angela Angus Anita Annabel Anton April Archie Ariadne Arlo Arnold Arthur Ashley Astrid Aubrey Audrey
August Aurora Austin Avery Barbara Barnaby Beatrice Becky Benedict Benjamin Bernadette Bernard Bertram Bethany Beverly
Bianca Blake Blanche Bonnie Boris Bradley Brandon Brenda Brendan Brett Brian Bridget Bronwyn Bruce Bryony Caitlin Caleb
Calvin Cameron Camille Candice Carl Carla Carmela Caroline Carson Casey Cassandra Catherine Cecil Cecily Cedric Celeste
Chad Charlotte Chelsea Chester Chloe Christian Christine Clara Clarence Claudia Clementine Clifford Clive Clyde Cody
Colette Colin Connor Constance Cora Corey Cornelius Craig Crystal Curtis Cynthia Cyril Daisy Dale Damian Daphne Darcy
Darren Dawn Dean Deborah Declan Deirdre Delia Delphine Denise Derek Desmond Diana Dominic Donald Donna Dora Doris
Dorothy Douglas Duncan Dustin Dwight Dylan Earl Edgar Edith Edmund Edna Edwin Eileen Elaine Eleanor Eli Elijah Eliot
Elise Ella Ellen Elliot Eloise Elsie Elton Elvira Emery Emily Emmett Enid Enoch Eric Erica Ernest Esme Esther Ethan
Ethel Eugene Eunice Eva Evelyn Everett Ezra Faith Faye Felicity Felix Fergus Fern Fiona Flora Florence Floyd Frances
Francis Franklin Frederica Freya Gabriel Gail Gareth Garrett Gavin Gemma Genevieve Geoffrey George Gerald Geraldine
Gertrude Gideon Gilbert Giles Gillian Gladys Glen Gloria Gordon Grace Graham Grant Gregory Greta Griffin Guinevere Gwen
Hadley Hannah Harold Harriet Harvey Hazel Heather Hector Helen Henrietta Herbert Herman Hilary Hilda Holly Homer Hope
Horace Howard Hubert Hugh Hugo Ian Ida Imogen Ingrid Irene Iris Irving Isaac Isabel Isla Ivan Ivor Ivy Jacqueline Jade
Janet Janice Jasmine Jason Jasper Jeffrey Jemima Jenna Jeremy Jerome Jillian Joan Joanna Jocelyn Joel Jonathan Jordan
Josephine Joshua Joyce Judith Julian Juliet June Justin Karen Katrina Keith Kelly Kelvin Kendra Kenneth Kerry Kevin
Kieran Kimberly Kirsten Kyle Lachlan Lana Lance Laurel Lauren Lawrence Leah Leander Leila Leo Leonard Leroy Leslie
Lewis Liam Lillian Lionel Lloyd Logan Lola Lorna Lorraine Louis Louise Lucas Lucille Lucinda Lucy Luther Lydia Lyle
Mabel Madeline Magnus Malcolm Marcia Marcus Margaret Marianne Marion Marjorie Marlene Marshall Martha Martin Matilda
Maude Maureen Maurice Mavis Maxine Megan Melanie Melinda Melissa Mercy Meredith Merlin Michelle Mildred Miles Millie
Minnie Miranda Miriam Mitchell Molly Monica Morgan Morris Muriel Myra Myrtle Nadine Naomi Natalie Nathan Neil Nelson
Neville Niall Nicholas Nigel Nina Noah Noel Nora Norma Norman Octavia Olive Oliver Olivia Opal Ophelia Orson Oscar
Osmond Oswald Otis Owen Pamela Patience Patricia Patrick Paula Pauline Pearl Penelope Percy Perry Petra Philip Phoebe
Phyllis Piers Polly Portia Preston Priscilla Prudence Quentin Quincy Rachel Ralph Ramona Randall Raymond Rebecca Regina
Reginald Rex Rhoda Rhys Roderick Rodney Roger Roland Roman Ronald Rory Rosalind Rosamund Rose Rosemary Rowan Roxanne
Ruby Rufus Rupert Russell Ruth Sabrina Sally Samantha Samson Saskia Scott Sebastian Selina Selma Serena Seth Shannon
Shaun Sheila Shelby Shirley Sidney Silas Simone Sonia Sophia Stacy Stanley Stella Stephanie Sterling Stewart Stuart
Susanna Sybil Sylvia Tabitha Talia Tamara Tania Tara Terence Teresa Tessa Thaddeus Thea Thelma Theodora Theodore Tiffany
Tobias Toby Todd Tracy Travis Trevor Tristan Trudy Ursula Valerie Vanessa Vaughn Vera Vernon Veronica Victor Victoria
Vincent Viola Violet Virgil Virginia Vivian Wallace Walter Wanda Warren Wayne Wendy Wesley Wilbur Wilfred Willa Winifred
Winston Xavier Yolanda Yvette Yvonne Zachary Zara Zelda Zoe Agnieszka Bartosz Dariusz Grzegorz Katarzyna Krzysztof
Malgorzata Przemek Wojciech Zbigniew Alessio Benedetta Chiara Federica Giacomo Ludovica Matteo Raffaella Aurelien
Baptiste Corentin Fabrice Ghislaine Huguette Maelle Thibault Solene Yannick
"""

FAMILY = """
Abbott Abernathy Ackerman Adair Addison Ainsworth Albright Alden Aldridge Allard Ames Amherst Appleby Archer Armitage
Arnott Ashby Ashcroft Ashworth Atherton Atkins Atwood Averill Ayers Babcock Badger Bagley Bainbridge Balfour Bancroft
Banks Barclay Barlow Barnard Barrow Bartlett Barton Bascombe Bassett Baxter Bayliss Beaumont Beckett Beckwith Bellamy
Bennington Benson Bentley Beresford Berwick Bickford Biddle Billings Birch Birkett Blackburn Blackwood Blair Blakely
Blanchard Bledsoe Blythe Bolton Bonham Booth Bowden Bowles Boyd Brackett Bradbury Bradshaw Braithwaite Bramwell Brewster
Bridgewater Briggs Brinkley Bristow Broderick Bromley Brookfield Broughton Buckley Bullock Burgess Burnham Burrows
Butterfield Byrd Cadwell Caldwell Callahan Camden Cantrell Cardwell Carlisle Carmichael Carrington Cartwright Carver
Cavanaugh Chadwick Chalmers Chambers Channing Chatham Cheney Chilton Churchill Claiborne Clapham Clayborne Clayton
Cleary Clemens Clifton Clough Coburn Cochran Coleridge Collier Colville Comstock Conway Copeland Corbett Cordell
Cornwall Cotter Coulson Courtney Covington Cowley Crabtree Craddock Cranston Crawley Creighton Crenshaw Cromwell
Crosby Crowther Culpepper Cunliffe Currie Dalton Danforth Darby Darnell Davenport Dawkins Deacon Delaney Denham
Dempsey Denton Derby Devereux Devlin Dewhurst Dillard Dinsmore Dobson Dockery Donahue Donnelly Dorsey Doyle Draper
Drayton Driscoll Drummond Dudley Duffield Dunbar Dunham Dunlap Durant Eastman Eaton Eckhart Eddington Edgerton Egerton
Eldridge Ellington Ellsworth Elwood Emerson Endicott Enright Erskine Everly Ewing Fairbanks Fairchild Fairfax Falconer
Fanshawe Farnsworth Farrell Faulkner Fenwick Ferris Fielding Finch Finnegan Fitzgerald Fitzroy Flanagan Fletcher
Forsyth Fothergill Frobisher Fulbright Gainsborough Galbraith Gallagher Galloway Garfield Garland Garrison Gatsby
Gaunt Gibbons Gifford Gilchrist Gillespie Gladstone Glover Goddard Godfrey Golding Goodwin Gorman Gould Granger
Grantham Greeley Greenwood Gresham Grimshaw Griswold Guthrie Hadfield Haggerty Halliday Halloran Halstead Hamill
Hammond Hancock Hanley Hargreaves Harkness Harlow Harrington Hartley Hastings Hathaway Hawkins Haworth Hayward
Headley Heathcote Hemingway Henshaw Hepburn Herrick Hewitt Higginbotham Hinckley Hobart Hobson Holbrook Holden
Hollingsworth Holloway Hopkirk Horton Houghton Howarth Huxley Ingham Ingram Irving Jamison Jarvis Jefferies Jennings
Jessop Keating Keegan Kemble Kendrick Kensington Kerrigan Kershaw Kilgore Kimball Kingsley Kinsella Kirkland Knowles
Lacey Langdon Langford Langley Latham Lathrop Lattimer Lawton Leavitt Ledger Leighton Lennox Lindley Lockhart
Lockwood Lombard Loomis Lovell Lowell Ludlow Lyndon Macallister Macdougal Macintosh Maddox Mallory Malone Mansfield
Marchbanks Markham Marlowe Massey Mather Maxwell Mayfield McAllister McBride McCallum McCready McDermott McEwan
McGrath McKinley McNamara McPherson Mead Merrick Merriweather Middleton Milburn Millard Milton Montague Mowbray
Moxley Mulligan Musgrave Naylor Nesbitt Newbury Newcombe Norwood Nottingham Oakley Ogden Oldfield Ormond Osborne
Overton Paddock Paget Palliser Pankhurst Parrish Pemberton Pendleton Pennington Percival Pettigrew Pickering Pilkington
Plunkett Pomeroy Prescott Pritchard Quigley Quimby Radcliffe Rafferty Ramsbottom Rathbone Ravenscroft Redgrave
Renshaw Ridgeway Ridley Ripley Rochester Rockwell Rollins Rothwell Rowland Rutherford Rutledge Sadler Salisbury
Satterfield Savage Sedgwick Selby Seward Shackleton Sheffield Sheldon Shelby Sherwood Shipley Sinclair Skelton
Slater Somerset Spaulding Spratt Stafford Stanhope Stapleton Starkey Sterne Stoddard Stratton Sutcliffe Swanson
Tadcaster Talbot Tattersall Templeton Tennyson Thackeray Thatcher Thornbury Thornton Thurston Tillman Townsend
Tremaine Trowbridge Tuttle Underhill Upton Vanderbilt Vickers Wainwright Wakefield Walcott Waldron Walpole Warburton
Wardle Waverly Weatherby Wedgwood Wentworth Westbrook Wetherell Wharton Whitaker Whitcomb Whitfield Whitlock
Wickham Wilcox Willoughby Winchester Windham Winslow Winthrop Wolcott Woodhouse Woodruff Worthington Wyatt Wycliffe
Yardley Yarborough Yates Kowalczyk Wisniewska Zielinski Szymanska Dabrowski Kaczmarek Beauchamp Chevallier Delacroix
Fontaine Lefebvre Marchand Rousselle Bellini Colombo Fiorentino Marchetti Pellegrino Santoro Novotny Dvorakova
Petrenko Shevchuk Sokolova Volkov Lindqvist Bergstrom Sandvik Haugen Virtanen Korhonen
"""
