"""Indian, Japanese and Arabic names (romanised; Japanese also in kanji). Filtered in names.py."""

INDIAN_GIVEN = """
Aarav Aarti Abhay Abhijit Abhilash Abhinav Aditi Aditya Ajay Ajit Akash Akhil Akshay Alka Aman Amar Amit Amita Amol
Amrita Anand Anil Anirudh Anita Anjali Ankita Ankur Anup Anupama Anuradha Anusha Aparna Archana Arjun Arun Aruna Arvind
Asha Ashok Ashwin Asmita Atul Avinash Ayesha Babita Balaji Barun Bhagya Bharat Bharati Bhaskar Bhavana Bhavesh Bhuvan
Bimal Bina Bipin Chaitanya Chandan Chandra Charu Chetan Chhaya Chirag Damini Darshan Debashish Deepa Deepak Deepika
Dev Devika Dhananjay Dharmesh Dhruv Dilip Dinesh Divya Durga Ekta Esha Farhan Gagan Ganesh Gargi Gaurav Gauri Gayatri
Geeta Girish Gita Gopal Govind Gulshan Gunjan Hari Harini Harish Harsha Hema Hemant Himani Himanshu Indira Indrajit Isha
Ishaan Jagdish Jaya Jayant Jayesh Jitendra Jyoti Kabir Kailash Kajal Kalpana Kalyan Kamal Kamala Kanchan Kapil Karan
Kartik Kaushik Kavita Kavya Ketan Kiran Kishore Komal Krishna Kriti Kunal Kusum Lakshmi Lalit Lata Latha Leela Madan
Madhav Madhavi Madhu Madhuri Mahesh Mala Malini Manas Manish Manisha Manju Manoj Mansi Meena Meera Megha Mihir Milind
Minal Mohan Mohit Mridula Mukesh Mukul Murali Nagesh Nalini Namrata Nandini Naresh Narayan Naveen Neela Neelam Neeraj
Neha Nidhi Nikhil Nilesh Nirmala Nisha Nishant Nitin Padma Pallavi Pankaj Parag Parvati Pavan Piyush Pooja Prabha
Prabhakar Pradeep Prakash Pramod Pranav Prasad Prashant Pratibha Praveen Preeti Prem Priya Priyanka Pushpa Rachana
Radha Raghav Raghu Rahul Raj Rajan Rajani Rajat Rajendra Rajesh Raji Rakesh Ram Ramesh Rani Ranjit Rashmi Ratan Ravi
Reema Rekha Renu Renuka Rishi Ritu Rohan Rohini Rohit Roshan Ruchi Rupa Sachin Sadhana Sagar Sahil Samir Sandeep
Sandhya Sangeeta Sanjana Sanjay Sanjeev Santosh Sapna Sarika Saroj Sasha Satish Saurabh Savita Seema Shaila Shalini
Shankar Shanta Sharad Shashi Sheela Shikha Shilpa Shiv Shobha Shraddha Shreya Shruti Shubham Shweta Siddharth Sneha
Somnath Srinivas Subhash Sudha Sudhir Sujata Suman Sumit Sunanda Sundar Sunil Sunita Suresh Surya Sushil Sushma Swapna
Swati Tanvi Tarun Tejas Trupti Tushar Uday Uma Umesh Urmila Usha Uttam Vaishali Vandana Vani Varsha Varun Vasant Veena
Venkat Vidya Vijay Vikas Vikram Vimala Vinay Vineet Vinod Vipul Viraj Vishal Vivek Yamini Yash Yogesh Yogita
"""

INDIAN_FAMILY = """
Acharya Adhikari Agarwal Aggarwal Ahuja Anand Apte Arora Athavale Awasthi Babu Bagchi Bahl Bajaj Bakshi Balakrishnan
Balan Banerjee Banik Bansal Barua Basak Basu Batra Bedi Bhagat Bhalla Bhandari Bhardwaj Bhargava Bhasin Bhat
Bhatia Bhatnagar Bhattacharya Bhosale Biswas Bora Bose Chadha Chakrabarti Chakraborty Chanda Chandel Chandran Chari
Chatterjee Chaturvedi Chaudhary Chauhan Chavan Chawla Cherian Chopra Choudhury Damle Dandekar Das Dasgupta Datta Dave
Deo Desai Deshmukh Deshpande Dhar Dhawan Dhillon Dixit Dogra Doshi Dubey Dutta Dwivedi Gadgil Gaikwad Ganguly Garg
Gavaskar Ghosh Gill Goel Gokhale Gopalan Goswami Goyal Grewal Guha Gulati Gupta Handa Hegde Inamdar Iyengar Iyer Jadhav
Jain Jaiswal Jha Jog Joshi Kadam Kakkar Kale Kamath Kamble Kanwar Kapadia Kapoor Karnik Kashyap Kaul Kaur Kelkar
Khandelwal Khanna Khatri Khosla Khurana Kohli Kothari Krishnan Kulkarni Kumar Kumbhar Kurian Lahiri Lal Lele Lohia
Luthra Madan Mahajan Maheshwari Maitra Majumdar Malhotra Malik Mane Mathur Mazumdar Mehra Mehrotra Mehta Menon
Mhatre Mishra Mistry Mitra Modi Mohanty Mohapatra Mukherjee Murthy Nadar Nadkarni Nagar Naidu Naik Nair Namboodiri
Nanda Narang Narayanan Natarajan Nayak Nayar Nehru Nigam Oberoi Ojha Padmanabhan Pai Paliwal Panda Pandey Pandit
Panicker
Parekh Parikh Parmar Patel Pathak Patil Patnaik Patwardhan Pawar Phadke Pillai Pinto Prabhu Pradhan Prajapati Puri
Purohit Raghavan Rai Raina Rajagopal Rajput Ramachandran Raman Ramanathan Ranade Ranganathan Rao Rastogi Rathore Raut
Rawat Ray Reddy Roy Sabharwal Sachdev Saha Sahni Sahoo Saini Salvi Sane Sanyal Sarin Sarkar Sathe Sawant Saxena Sehgal
Sen Sengupta Seth Sethi Shah Shankar Sharma Shekhawat Shenoy Shetty Shinde Shirodkar Shukla Sidhu Sikka Sinha Sodhi
Solanki Soni Sood Srinivasan Srivastava Subramanian Sundaram Suri Swamy Talwar Tandon Taneja Tendulkar Thakkar Thakur
Thapar Tiwari Trivedi Tyagi Upadhyay Vaidya Varghese Varma Vasudevan Venkatesan Verma Vohra Vyas Wadhwa Walia Yadav
"""

JAPANESE_GIVEN = """
Ai Aiko Airi Akane Akemi Aki Akihiko Akihiro Akiko Akio Akira Akiyoshi Amane Aoi Arata Asahi Asako Asami Asuka Atsuko
Atsushi Aya Ayaka Ayako Ayame Ayano Ayumi Azusa Chie Chieko Chiharu Chihiro Chika Chikako Chinatsu Chiyo Daichi Daiki
Daisuke Eiichi Eiji Eiko Emi Emiko Eri Etsuko Fumi Fumiko Fumio Fuyumi Genji Gin Goro Hana Hanako Haru Haruka Haruki
Haruko Haruna Haruto Hatsue Hayato Hideaki Hideki Hideko Hideo Hikari Hikaru Hiro Hiroaki Hiroki Hiroko Hiromi Hiroshi
Hiroto Hisako Hisashi Hitomi Hitoshi Honoka Ichiro Isamu Isao Itsuki Iwao Izumi Jiro Jun Junichi Junko Juri Kaede Kaito
Kana Kanako Kaori Kaoru Katsumi Katsuo Kazue Kazuhiko Kazuhiro Kazuki Kazuko Kazuo Kazuya Kei Keiichi Keiko Keita
Kenichi
Kenji Kenta Kentaro Kimiko Kiyoko Kiyoshi Kohei Koichi Koji Kosuke Kotaro Kumiko Kunio Kyoko Maho Mai Maiko Maki Makiko
Makoto Mami Mana Manabu Manami Mao Mariko Masaaki Masahiro Masaki Masako Masami Masanori Masao Masaru Masashi Masato
Mayu Mayumi Megumi Mei Michiko Midori Mieko Mihoko Miki Mikio Minako Minoru Misaki Misako Mitsuko Mitsuo Mitsuru Miwa
Miyako Miyu Mizuki Momoka Motoko Nana Nanako Nanami Naoki Naoko Naomi Naoto Natsuki Natsumi Noboru Nobuko Nobuo Nobuyuki
Noriko Norio Osamu Rei Reiko Ren Riku Rie Rika Riko Rina Rumi Ryo Ryoichi Ryoko Ryota Ryuichi Ryuji Sachiko Saki Sakura
Satoko Satomi Satoru Satoshi Sayaka Sayuri Seiichi Seiji Setsuko Shigeo Shigeru Shin Shingo Shinichi Shinji Shiori
Shizuka
Shizuko Sho Shogo Shoichi Shota Shun Sora Sota Sumiko Susumu Suzu Tadao Tadashi Taichi Takahiro Takako Takao Takashi
Takayuki Takeo Takeshi Takuma Takumi Takuya Tamaki Tamiko Taro Tatsuo Tatsuya Teruko Tetsuo Tetsuya Tomohiro Tomoko
Tomomi Tomoya Toru Toshiaki Toshiko Toshio Toshiyuki Tsubasa Tsuneo Tsutomu Umeko Wakana Wataru Yasuhiro Yasuko Yasuo
Yasushi Yoichi Yoko Yoshie Yoshiko Yoshinori Yoshio Yoshiro Yosuke Yota Yui Yuichi Yuji Yuka Yukari Yuki Yukiko Yukio
Yuko Yumi Yumiko Yuna Yuri Yuriko Yusuke Yuta Yutaka Yuto
"""

JAPANESE_FAMILY = """
Abe Adachi Akagi Akiyama Amano Ando Aoki Aoyama Arai Arakawa Araki Asai Asano Baba Chiba Domoto Doi Ebihara Egawa Endo
Enomoto Fujii Fujikawa Fujimoto Fujimura Fujioka Fujisawa Fujita Fujiwara Fukuda Fukui Fukumoto Fukushima Furukawa
Furuta Goto Hagiwara Hamada Hamasaki Hara Harada Hasegawa Hashimoto Hatano Hattori Hayakawa Hayashi Hayashida Higashi
Higuchi Hirai Hirano Hirata Hirayama Hirose Honda Hori Horie Horiguchi Horikawa Horiuchi Hosokawa Hoshino Ichikawa
Igarashi Iida Iijima Ikeda Ikegami Imai Imamura Inagaki Inoue Ishibashi Ishida Ishiguro Ishihara Ishii Ishikawa Ishizuka
Isobe Ito Iwai Iwamoto Iwasaki Iwata Izumi Kaneko Kasai Katagiri Kataoka Katayama Kato Kawada Kawaguchi Kawahara Kawai
Kawakami Kawamoto Kawamura Kawano Kawasaki Kawashima Kikuchi Kimura Kinoshita Kishimoto Kitagawa Kitamura Kobayashi
Koga Koike Koizumi Kojima Komatsu Komiya Kondo Konno Koyama Kubo Kubota Kudo Kumagai Kurihara Kuroda Kurokawa Kuwabara
Maeda Maruyama Masuda Matsubara Matsuda Matsui Matsumoto Matsumura Matsunaga Matsuo Matsuoka Matsushita Matsuura
Minami Mishima Miura Miyagi Miyake Miyamoto Miyata Miyauchi Miyazaki Mizuno Mochizuki Mori Morikawa Morimoto Morioka
Morita Moriyama Murakami Muramatsu Murata Muto Nagai Nagao Nagasawa Nagata Naito Nakagawa Nakajima Nakamura Nakanishi
Nakano Nakao Nakata Nakayama Narita Nishida Nishikawa Nishimoto Nishimura Nishiyama Nishizawa Noda Noguchi Nomura
Ochiai Ogata Ogawa Oguri Ohashi Oishi Okabe Okada Okamoto Okamura Okazaki Okubo Okuda Okumura Omori Onishi Ono Onodera
Osawa Oshima Ota Otani Otsuka Ozaki Ozawa Saeki Saito Sakaguchi Sakai Sakakibara Sakamoto Sakurai Sano Sasaki Sato
Sawada Sekiguchi Sekine Shibata Shibuya Shimada Shimizu Shimura Shinohara Shiraishi Shirakawa Suda Suga Sugawara
Sugimoto
Sugiura Sugiyama Suzuki Tachibana Taguchi Takada Takagi Takahashi Takahata Takano Takasaki Takeda Takeuchi Takizawa
Tamura Tanabe Tanaka Tani Taniguchi Tanimoto Tashiro Terada Toda Tokuda Tomita Toyoda Tsuboi Tsuchiya Tsuda Tsuji
Tsukamoto Uchida Uchiyama Ueda Uehara Uemura Ueno Umeda Usui Wada Wakabayashi Watanabe Yagi Yamada Yamagata Yamaguchi
Yamamoto Yamamura Yamanaka Yamane Yamashita Yamauchi Yamazaki Yano Yasuda Yokota Yokoyama Yoneda Yoshida Yoshikawa
Yoshimoto Yoshimura Yoshino Yoshioka
"""

KANJI_FAMILY = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "渡辺",
    "伊藤",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "斎藤",
    "清水",
    "山崎",
    "池田",
    "橋本",
    "阿部",
    "石川",
    "前田",
    "藤田",
    "岡田",
    "後藤",
    "長谷川",
    "石井",
    "村上",
    "近藤",
    "坂本",
    "遠藤",
    "青木",
    "藤井",
    "西村",
    "福田",
    "太田",
    "三浦",
    "岡本",
    "松田",
    "中川",
    "中野",
    "原田",
    "小野",
    "田村",
    "竹内",
    "金子",
    "和田",
    "中山",
    "石田",
    "上田",
    "森田",
    "柴田",
    "酒井",
    "工藤",
    "横山",
    "宮崎",
    "宮本",
    "内田",
    "高木",
    "安藤",
    "谷口",
    "大野",
    "丸山",
    "今井",
    "河野",
    "藤原",
    "小島",
    "久保",
    "松井",
    "千葉",
    "岩崎",
    "桜井",
    "野口",
    "松尾",
    "野村",
    "木下",
    "菊地",
    "佐野",
    "大西",
    "杉山",
    "新井",
    "浜田",
    "菅原",
    "市川",
    "水野",
    "小松",
    "島田",
]
KANJI_GIVEN = [
    "太郎",
    "花子",
    "美咲",
    "大輔",
    "健一",
    "陽子",
    "翔太",
    "直樹",
    "真由美",
    "裕子",
    "拓也",
    "恵",
    "和也",
    "健太",
    "愛",
    "優子",
    "隆",
    "誠",
    "智子",
    "由美子",
    "亮",
    "明美",
    "浩二",
    "さくら",
    "結衣",
    "蓮",
    "陽菜",
    "悠斗",
    "葵",
    "大翔",
    "凛",
    "颯太",
    "美月",
    "湊",
    "咲良",
    "樹",
    "莉子",
    "海斗",
    "紬",
    "奏太",
    "芽依",
    "雄一",
    "幸子",
    "洋介",
    "久美子",
    "哲也",
    "千尋",
    "修",
    "典子",
    "昭",
    "節子",
    "進",
    "和子",
    "茂",
    "京子",
    "清",
    "文子",
    "勇",
    "光子",
    "博",
    "敏子",
    "豊",
    "信子",
    "剛",
    "里奈",
    "彩香",
    "舞",
    "遥",
    "俊介",
    "麻衣",
    "香織",
    "慎也",
    "早紀",
    "達也",
    "瞳",
    "智也",
    "奈々",
]

ARABIC_GIVEN = """
Abbas Abdallah Abdelaziz Abdelkader Abdelrahman Abdulhakim Abdulkarim Abdullatif Abeer Adel Adham Adnan Afaf Ahlam
Aisha Akram Ala Alaa Aliya Amal Amani Amin Amina Amira Ammar Anas Anwar Areej Arwa Ashraf Asma Atef Aya Ayman Aziza Badr
Bahaa Bahija Bakr Bashar Bashir Basim Basma Bassam Bilal Bushra Dalal Dalia Dana Daoud Dina Duaa Ebtisam Emad Eman
Essam Fadi Fadila Fadwa Fahd Faisal Fakhri Farah Farid Farida Faris Farouk Fatin Fatima Fawzi Fawzia Feras Fouad Ghada
Ghassan Habib Habiba Hadi Hadeel Hafez Hala Halima Hamad Hamdan Hamed Hamid Hamza Hana Hanan Hani Hanin Harith Hashim
Hassan Hatem Haya Hayat Haytham Hazem Heba Hind Hisham Houda Husam Hussam Hussein Ibrahim Ibtihal Idris Ihab Ikram Ilham
Iman Imad Inaam Intisar Ismail Issam Jaber Jalal Jamal Jamil Jamila Jawad Jihad Jihan Jumana Kamal Kamil Karam Karim
Karima Kawthar Khadija Khaled Khalid Khalil Khawla Lama Lamia Latifa Layan Layla Leila Lina Lubna Luay Maha Mahdi
Mahmoud
Majed Majid Malak Malek Manal Mansour Maram Mariam Marwa Marwan Maryam Maysa Mazen Medhat Mohsen Mona Mounir Muhannad
Mukhtar Mustafa Muna Munir Musa Muntaha Nabil Nabila Nada Nadeem Nader Nadira Naeem Nahla Naima Najat Najib Najwa Nasser
Nawal Nayef Nidal Nizar Noor Nouf Nour Noura Omaima Osama Othman Qasim Rabab Rabia Radwan Rafiq Ragheb Rahma Raja Rami
Rana Rand Rania Rasha Rashed Rashid Rasul Rawan Rayan Reda Reem Riad Rida Rima Riyad Ruba Rula Saad Saber Sabah Sabri
Sadiq Safa Safwan Sahar Said Salah Salem Saleh Salim Salma Salman Salwa Samah Samar Sameh Samer Samia Samira Sanaa
Sawsan
Sayed Shadi Shaima Sharif Shatha Shaza Sherif Siham Sohail Suad Suhail Suha Suleiman Taha Tahani Tamer Tariq Tawfiq
Thamer Umayma Usama Wael Wafa Wahid Waleed Walid Wasim Widad Wisam Yahya Yara Yasin Yasmin Yasser Yazan Younes Yousef
Yusra Zahra Zaid Zain Zainab Zaki Zakaria Zeina Ziad Zuhair
"""

ARABIC_FAMILY = """
Abboud Abdo Abdelnour Abu-Bakr Abu-Khalil Abu-Zayd Afifi Agha Ajami Akkad Al-Abadi Al-Ahmad Al-Amin Al-Ansari Al-Asadi
Al-Attar Al-Ayoubi Al-Baghdadi Al-Bakri Al-Balushi Al-Barqawi Al-Basri Al-Dabbagh Al-Dosari Al-Fahim Al-Farsi
Al-Fayed Al-Ghamdi Al-Habsi Al-Haddad Al-Hakim Al-Hamdan Al-Harbi Al-Harthy Al-Hashimi Al-Hassani Al-Hinai Al-Husseini
Al-Jaber Al-Jazairi Al-Jubouri Al-Kaabi Al-Khalili Al-Khatib Al-Khoury Al-Kindi Al-Kuwari Al-Lawati Al-Mahmoud
Al-Maktari
Al-Mansoori Al-Marri Al-Masri Al-Mazrouei Al-Mutairi Al-Naimi Al-Najjar Al-Nasser Al-Nuaimi Al-Omari Al-Otaibi
Al-Qahtani
Al-Qasimi Al-Qudsi Al-Rashidi Al-Rawi Al-Sabah Al-Saadi Al-Safadi Al-Sayegh Al-Shammari Al-Shamsi Al-Sharif Al-Shehri
Al-Subaie Al-Suwaidi Al-Tamimi Al-Thani Al-Tikriti Al-Wahaibi Al-Yafei Al-Zahrani Al-Zubaidi Alami Amara Antar Araf
Aridi Arslan Asfour Aslan Assaf Attia Awad Ayyash Azzam Badawi Bahri Bakir Barakat Barghouti Bashara Batal Bazzi Ben-Ali
Benali Bencherif Bendjelloul Benmoussa Bensalem Berrada Bishara Bitar Boutros Chahine Chalabi Chamoun Daher Dajani
Darwish Deeb Diab Douaihy El-Amrani El-Baz El-Fassi El-Ghazali El-Hadi El-Idrissi El-Khayat El-Mahdi El-Sayed El-Sheikh
El-Shenawy Elbaradei Fadel Fakhoury Fakhri Faraj Fares Farhat Fawaz Fayad Gamal Ghanem Ghannam Gharbi Ghazal Habash
Habibi Haddad Haidar Hajjar Halabi Hamadeh Hamdi Hammoud Hanna Harb Hariri Hatoum Hawari Hijazi Hilal Husni Issawi
Jabbour
Jarrah Jumblatt Kabbani Kanaan Karam Karami Kassab Kassem Kayali Kazem Khalaf Khalidi Khattab Khayat Khoury Kilani
Kishk Labib Lahoud Maalouf Maghrabi Mahfouz Makhlouf Makki Maloof Mansour Mardini Masoud Mattar Mikati Moussa Mubarak
Mufti Mughrabi Munif Murad Nahas Najjar Nakhleh Nasrallah Nassar Natour Nimri Obeid Odeh Qabbani Qaddoumi Qassem Qureshi
Rahal Ramadan Rifai Rizk Saab Sabbagh Sadek Safi Sahli Saidi Salameh Saliba Salloum Samaha Sarraf Sawaya Sayegh Shaaban
Shaheen Shami Sharabi Shawa Shehadeh Shukri Sidawi Skaf Sleiman Sous Tabbara Taleb Tannous Tarazi Tawil Touma Trabelsi
Wahbi Wehbe Yaghi Yassin Younis Zahran Zaidan Zakharia Zaki Zein Zidan Zogby Zoubi
"""
