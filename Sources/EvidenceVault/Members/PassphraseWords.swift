/// The words of which passphrases are proposed (`docs/decisions/028`): 2,048 common Indonesian ones of three to nine letters, no two of
/// which begin with the same four. None is of bodies, illness, families, religious duty, violence, crime, trade in people, or what is
/// done to them: a passphrase is read by people who stand by survivors, every day.
enum PassphraseWords {
    static let all = list.split(whereSeparator: \.isWhitespace).map(String.init)

    private static let list = """
        abadi abang abjad abon absen acak acar acuan adab adaptasi adat adegan adem adil adun aerobik agar
        agenda agung agustus ahad ahli air ajaib ajak ajar ajudan akademi akal akar akasia akhir akrab
        aksara akses aktif aktor akuarium akur alam alarm alas alat album algoritma alih alinea alir almanak
        alpukat altar alumni alun alur amanat amati ambar ambil amplop ampuh analisis andal andong aneka
        angan anggrek angin angka angsa animasi anjung anoa antara antena antik antologi antre anugerah
        anyam anyelir apartemen apel apik aplaus aplikasi apotek apresiasi april apung arah arak arang arca
        arena argumen arif arisan arloji armada aroma arsip arti arung arus arwana asah asal asam asap asbak
        aset asisten asli asoka aspal asrama asri asteroid astronot atap atas atlas atlet atmosfer atom atur
        audit aula aurora awal awam awan awas awet ayak ayam ayat ayunan azan babad baca badak badminton
        bagai bagi bagus bahan bahtera baik baja baju bakat bakiak bakmi bakpao bakti baku balai balet balik
        balkon balok balsam bambu bandeng bangau bantal banyak barat baris barongsai baru basah basis basket
        basuh batas baterai batik batu baur bawal bayam bayu bazar bebek becak beda bedug begawan begitu
        bekal beku belah belerang belibis belok belum benam benda bengkel bening bensin benteng benua berani
        berdiri beres berita berkah berlian bersih bertamu beruang besar besi besok beta biara biasa biaya
        bibit bidang biduk bihun bijak biji bikin bilang biliar bina bingkai bintang biografi biola bioskop
        biota biro biru bisik biskuit bisnis blangkon blus bohlam bola bolpoin bolu bonang bonceng boneka
        bongkah bonus borong botani botol boyong brokoli brosur buah bubuk budaya budi bugar bugenvil buih
        bujur buka buket bukit bukti buku bulan bulir bulu bumbu bumi buncis bundar bunga bunyi burung
        busana busur butir butuh cabai cagar cahaya cair cakap cakrawala camar camilan campur candi cangkir
        cantik capung cara cari catat catur cawan cekung celah celengan celoteh celup cemara cemerlang
        cempaka cendana cengkeh centong cepat cerah cerdas ceret cergas ceri cermat cerobong cerpen ceruk
        cetak cincin cipta ciri cita citra coba cocok cokelat corak corong cuaca cuci cuka cumi curah cuti
        dadar dadu daerah daftar dahan dahlia dahulu dakon dalam damai dana dangau dapat dapur darat daring
        dasar dasi data daun daur dawai dawet daya dayung debar debu degan dekat dekor delapan delima delta
        demokrasi dendang dengar denim depan dermaga desa desember desir detail detik dewan diagram dialog
        didik digital dinamis dinding dingin diploma direktur disiplin diskusi distrik doa dodol dokar
        doktor dokumen dolar domba domino dompet donat dongeng dosen drama drum dua duduk dugong dukung dulu
        dunia durasi durian dusun duta duyung edisi editor edukasi efektif egrang ejaan ekologi ekonomi ekor
        ekspresi ekuator elang elastis elegan elektron elemen elit emas ember emblem embun emosi empat empuk
        enam energi enggan engkau engsel epik epilog episode erat eskalator esok estetika etalase etiket
        fabel fajar fakta fakultas famili fantasi farmasi fauna favorit februari feri festival figuran fiksi
        filateli filosofi filsafat finansial fisika flamboyan flanel flora fokus fonem formula forum fosil
        foto frasa fungi gabah gabung gading gagah gahar gajah galah galeri gali galon gambar gamelan gamis
        ganda gangsa gantung ganyong gapai gapura garam garis garpu garuda gasak gasing gaun gawang gaya
        gayung gebyar gedung gelas gelembung gelombang gema gembira gemilang gempita gemuruh genap gendang
        genteng geografi geometri gerai gerbang gerhana gerimis gerobak gesit getar getuk gigih giling giok
        girang gitar gladiol global golek gondola gong gorden goreng gotong grafik gratis gravitasi grup
        gubuk gudang gugus gula gulir gulung gumam guna gundu gunting gunung gurame gurih guru guyur habitat
        hadap hadiah hafal hak hakiki halaman halo halus hamparan handuk hangat hanyut harap hari harmoni
        harpa harta harum hasil hasrat hektar helai hening herbal hewan hias hibah hiburan hidang hidup
        hijau hijrah hikayat hikmah hilir hingga hipotesis histori hitung hobi honor horizon hormat hujan
        hulu humor huni huruf hutan ibadah ibarat ibis ibukota idaman ide iguana ijuk ikal ikan ikhlas iklan
        iklim ikon ikrar ikut ilalang ilham ilmu ilusi imajinasi imam imbang impian inap indah indra induk
        ingat ingin insan insinyur inspirasi intan interior inti irama irigasi iris islah istana istimewa
        itik jadwal jaga jagung jahe jahit jaipong jajar jaket jalak jalin jalur jamaah jambu jamin jamu
        jangka janur jarak jaring jarum jasa jati jauh jawab jaya jejak jelajah jelita jembatan jempol jemur
        jenaka jendela jengkol jenius jeram jernih jeruji jingga jinjing jiwa joglo juara judul jujur julang
        juli jumat jumbo jungkit juni juri jurnal jurus juta kabar kabel kabut kaca kado kail kain kaisar
        kakap kaktus kalem kalimat kalong kambing kamera kamis kampung kamus kanan kancil kandil kangkung
        kano kantor kapan kapsul kapur karang karcis kardus karena kari karnaval karpet karton karung karya
        kasa kasir kasuari kata katedral katun kaus kawah kayak kayu kebab kebun kecambah kecipir kedai
        kedelai kedip kedondong kegiatan kejora keju kekal kelapa keledai keliling kelok keluarga kemah
        kembali kemeja kemiri kemudi kenanga kencang kendali kening kenong kentang kenya kepal kepiting
        kerabat kerbau kereta kerikil kerlip kersen kertas kerupuk kesatria kesemek ketan ketela ketik
        ketoprak ketua kiai kiat kiblat kicau kidung kijang kikir kilat kilogram kimia kimono kincir kios
        kipas kiper kirab kiri kisah kismis kitab kiwi klakson klaster klimat klub koala kode kodok koin
        koki kokoh kolak koleksi kolibri kolom komandan komedi komik komodo kompas kondang konser kontras
        konvoi koper kopi koran koridor korma kornet kosakata kosmos kota kriket krim kristal kritis kroket
        kuaci kuah kuali kuas kuat kubah kubis kubu kucing kuda kudus kuil kukang kukis kuku kuliah kulkas
        kumandang kumbang kumpul kunci kuning kunjung kuno kuntum kunyah kupas kupon kupu kura kurir kurma
        kurnia kursi kurva kusen kusir kuskus kusuma kutip kutub kwetiau labirin labu laci lada lafal laga
        lagu lahan lahir laju lakon laku lalap lambai lampu lancar landai langgam lanskap lantai lapang
        lapis lapor laptop laras laris larut larva latar latih lauk laut lava lawak layang layur lazuardi
        lebah lebur leci ledre lega legenda legit lekang lele leluasa lemari lembar lemon lempung lengkap
        lenong lensa lentera lepas lereng lesehan lestari lesung lezat liang libur licin lidi lift liga
        lihat lilin lima limbah limpah lincah lindung linear lingkar lintas lipat liput lirik lisan listrik
        liter litosfer liuk liwet lobak lobster lodeh logam logika lokasi loket lokomotif lombok lompat
        lonceng lonjong lontar lopis lori lorong lotek loyal luang luap luar luas luber lubuk lucu lugas
        lugu luhur lukis lulus lumayan lumba lumpia lumut lunak luncur lunglai lurah lurik lurus lutung
        luwes macam madrasah madu magang magma magnet mahasiswa mahir mahkota mahligai mahoni main maizena
        majalah majelis maju makan makmur malang maleo mampu mandala manfaat mangga manik manja mantan
        manual manyar maraton maret marga markas marmer martabak masa masjid maskot matang materi mawar
        mayang mayor mebel medali media mega mei meja mekar melati melinjo melodi memo menang mendung
        mengkudu menit mentah menu merah merbau mercu merdu merek meriah merpati mesin metabolis meteor
        metode metro mewah mikrofon milenium miliar mimbar mimosa mimpi minat mineral minggu minim minta
        minum minyak mirip misi misteri mitos mitra mobil mode molekul momen monitor monolog monumen mosaik
        motif motor muatan mudah mudik mufakat muhibah mujair mujur mukena mukjizat mulai mulia mulus
        mumpuni mungil murah murbei murid murni musang museum mushola musik mustika mutakhir mutiara mutu
        nada naga nakhoda nama nanas nangka napas narwastu nasi naskah natal natural naung navigasi nawala
        negara negeri negosiasi nektar nelayan neon neraca ngarai ngengat niat nikel nila nirwana nitrogen
        nomor nonton nota notula novel nuansa nurani nuri nusa nutrisi nyala nyaman nyanyi nyaring nyata
        nyenyak nyiru nyiur oasis obeng obor obrolan observasi ode ojek oksigen oktaf oktober olahraga oleh
        oli olimpiade ombak omega omelet oncom ondel ongkos opak opal opera opini opor optimis oranye orator
        orbit organik orgel original orkes ornamen osean osmosis oval oven pabrik pacu pada padi paduan
        pagar pagelaran pagi paguyuban paham pajangan pakai pakis paku palang palem paling pameran pamit
        pamong panas pancar pandai panen panggung panitia panjang panorama pantai panutan papan parabola
        pariwara parkir parodi parut pasang pasir pasta patin patok patriot patung paus paviliun pawai payet
        payung pecel peci pedal pedoman pedukuh pegas pekan pelan pelepah pelita pelopor peluang pemandu
        pemimpin pemuda pena pendapa pengantin penjahit pensil pentas penyu pepaya perahu percaya perdana
        perisai perkutut permai peron persik pertama perunggu pesat pesisir pesona pesta pesut petai petik
        petromaks petuah piagam piala piano pidato pigura pijar piket pikir piknik pikul pilah pilihan pilot
        pimpin pinang pindah pinggir pinisi pintar pinus pion pipa pipet pipit piramida piring pirus pisang
        pita piyama plakat planet plastik platina plaza pluto podium pohon pojok pokok pola politik polong
        pompa pondok populer poros porselen portal pos posisi poster potret praja praktik pramuka pranata
        prestasi pribadi primadona prinsip profil program promosi proses proyek psikologi pualam puasa pucat
        pucuk puding pugar puisi puitis pujangga puji pulang pulih pulpen pulsa puluh puncak pundi punya
        pupuk pura purba puri purnama pusaka puspa pustaka putar putih putra putus puyuh rabu racik radar
        raden radio ragam ragi rahmat raih raja rajin rajut raket rakit raksasa rakyat ramah ramboia rami
        rampai ramu ranah rancang randu rangkai ransel rantai ranum rapat rapi rapor rasa rasi ratus rawa
        rawit raya rebab reboisasi rebung redaksi refleksi reformasi regu rekam rekening reklame rekor
        rekreasi rektor relief remang rembulan rempah renang rencana renda rengat renjana renovasi rentang
        renung reog replika republik resap resep resik resmi restoran retas retorika retro rezeki riam riang
        rias ribu rilis rimba rinci rindang ringan rintis risalah riset risoles ritme ritual riwayat robot
        roda rodeo rohani roket roman rombong rompi rona ronce ronda rongga rosario rosela rotan roti royal
        ruang ruas rubik rujak rujuk rukun rumah rumbia rumput rumus runding runtun runut rupa rupiah rusa
        rusun rute sabar sabda sabtu sabuk sadar sadel sadur safari safir saga sagu sahabat sahut sains
        sajak saji saka saksama sakti sakura salad saldo salep salin salju saluran samar sambal samping
        samudra sandal sanggar santai sanubari sapaan sapi sapu saran sarden sari sarung sasana sastra satai
        satelit satin satria satu satwa saudara sauh sauna saus savana sawah sawi sawo sayap sayembara sayur
        sebar sedap sedekah sedia segar segera segi sejarah sejuk sekat sekoci sekrup seksama selai seledri
        selimut selokan seluncur semak sembilan semedi seminar sempurna semut senam sendiri sengon seni
        senja sensor sentosa senyum sepak sepeda sepoi september sepuluh serabi serbet serdang serempak seri
        seroja seruling servis setapak setel setir setrika setuju siaga siang siap siar sibuk sigap sigi
        sigma sikap silat silika simak simbal simetri simpan sinar sinden sinergi singa sinkron sinonim
        sintesis sinyal siomay sirat sirene sirip sirkus sirop sirsak sisi sistem siswa sitar situs skala
        skenario sketsa skor skuter slogan sobat sofa soket sokong solek solid solusi sonata songket sopan
        sopir sorak sorban sore sorgum sorot sosial soto spanduk spasi spektrum spesial spidol spiral spons
        sportif stabil stadion stasiun statistik stensil stiker strategi struktur studi suaka suara suasana
        subak subjek subuh sudut sugesti suhu sukacita sukses suku sulam suling suluh sumber sumur sunah
        sungai sunting super surai surga suri surjan surut surya susul sutil sutra suvenir swadaya swalayan
        swara swasta syahdu syair syal syarat syukur taat tabel tabir tablet tabung tafsir tagar tahap tahu
        tajuk takaran takhta takjub taklim takraw taktik talang talenta tali taman tambah tampak tanah tanda
        tangga tanjung tanya tapak tapir taplak tarian taruna tatap tauco taufan taut tawas tawon tayang
        teater tebar tebing tebu teduh tegak teguh teh tekad teknik tekstil tekun teladan telepon teliti
        telur tema tembaga tempe temu tenang tenda tengah tenis tenor tenteram tenun teori tepat tepi tepuk
        terang terbang teri termos ternak terong terpal tertib terus tetangga tetes tiang tiba tifa tiga
        tikar tiket tikung timah timbang timun tinggi tinjau tinta tipe tipis tirai tirta tirus titian toga
        tokek toko toleh tolong tomat tombol ton tonggak tonton topan topeng topi toples toserba tradisi
        traktor tralis trembesi tren trilogi trofi tropis tuah tualang tuang tuas tudung tugas tugu tujuh
        tukang tulip tulus tumbuh tumis tumpang tunai tunggu tunjang tuntas turbin turis turnamen turun
        tutor tutup ubah ubi ubin ucap udang udara ufuk ujung ukir ukur ulam ulang ulas ulat ulet umbi umbul
        umpama unggas ungkap ungu unik unit unsur untai untung upacara upaya urai urap urat urban urus usaha
        usai usap usik usung utara utas utuh vaksin valuta vanili variasi vegetasi veranda vespa veteran
        video vihara visual vitamin voli volume vulkanik wadah waduk wafel wahana waisak wajar wajik wakaf
        waktu walet wangi warga warisan warkop warna warta warung wasiat watak wawancara wayang wibawa
        wicara widuri wijaya wijen wilayah wirausaha wisata wisma wisuda wortel wujud yakin yayasan yoga
        yogurt yoyo yunior zaitun zaman zamrud zebra ziarah zigzag zikir zodiak zona zoologi
        """
}
