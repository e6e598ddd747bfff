/// What many people take for a password, in Indonesia and elsewhere: the words that ``PassphraseRule`` counts for little.
///
/// Some of them are rude: they are here to be refused, and are shown to nobody.
enum CommonPasswords {
    static let all = list.split(whereSeparator: \.isWhitespace).map(String.init)

    private static let list = """
        abdul adinda aditya admin administrator agus agustus ahmad akucinta akusayang alhamdulillah allah
        allahuakbar amanah andi andika anisa anita anjing anton apaaja apasaja april arema arief arsenal
        asalamualaikum asdf asdzxc assalamualaikum astaga aulia bagus bahagia bandung bangsat barcelona
        baseball batman bayu bekasi bidadari bismilah bismillah bismillahirrahmanirrahim bogor bola bonek
        brankas budi buku bunga cahyo cantik changeme charlie chelsea cinta cintakamu cintaku citra coba
        computer contoh cookie corona covid dahlia dangdut daniel default deni depok desember desi dewi
        diamond dian dimas dinda donald doraemon dragon dragonball dunia facebook fajar februari fitri
        flower football forever freedom galih ganteng garuda ginger gmail google gratis guest gundam gunung
        guru hadi halo hannah hello hendra heri hidup hockey honda hottie hunter hunter2 ilham iloveyou
        indah indomie indonesia indonesiaku indonesiaraya indosat indra instagram intan internet iphone
        irfan islam istriku iwan jakarta jakartaraya jancok jangan januari jennifer jessica jesus jogja joko
        jordan joshua juara juli jumat juni juventus kacang kamis kamu kantor kartika kasih kasihsayang
        katasandi kawasaki kebanggaan keluarga keluargaku kenangan kepo kerja ketua kiki killer komputer
        korban kucing kunci kupu lagi laptop lestari letmein linda liverpool login lovely lovers loveyou
        lpsk lukman lupa lupalagi lupasandi madrid maggie mahasiswa malang mama mamah mamaku mamapapa
        manchester manis mantan mantap manusia maret maria master matrix matthew maverick mawar maya medan
        melati merahputih mercedes merdeka merlin michael michelle milan minggu mobil monkey monyet motor
        muhammad mustang mutiara nanda naruto ngawur nirwana nisa nomor nothing nova november nurul oktober
        orange pacar padang pahlawan palembang pancasila papa papaku passcode passphrase password pendamping
        pepper perindo permata persebaya persib persija pertamina playboy pokemon polisi polri pratama
        princess private purple putra putri qazwsx qweasd qwert qwerty rabu raharja rahasia rahasiaku
        rahasianegara rahasiasaya rahma rahmat ramadhan ranger ratna reza rian rina rindu rini rizal rizki
        rizky rocky root rudi rumah rumahku sabtu sahabat samantha samsung sandi sandiku sandirahasia santi
        santoso saputra sari satu saya sayang sayangkamu sayangku secret sekolah selasa semangat semarang
        sembarang senin september setia shadow silver singa siti skripsi soccer solo spongebob staff
        starwars suamiku subhanallah sukses summer sunshine superman surabaya surya susah susanti syukur
        takbir tari taylor telkomsel temp temporary terserah test testing thomas thunder tidaktahu tigger
        tono toor toyota tppo trustno1 tuti twitter ubuntu umar user username utami vina waalaikumsalam
        wahyu wati wawan welcome whatever whatsapp widya wifi william windows winter wulan yamaha yani yanti
        yayasan yellow yesus yoga yogyakarta yohanes yuli yusuf zahra
        """
}
