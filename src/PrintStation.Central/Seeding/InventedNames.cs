namespace PrintStation.Central.Seeding;

/// <summary>Parts of names, addresses and occupations of people who do not exist. Chosen for what they do to a card: short, long, with apostrophes.</summary>
internal static class InventedNames
{
    public static readonly string[] Women =
    [
        "MARIA", "SITI", "DEWI", "YULIANA", "AGUSTINA", "KARTINI", "NUR'AINI", "RAHMAWATI", "FRANSISKA", "MELKIANA", "PUTU AYU", "SRI WAHYUNI",
        "THERESIA", "YOHANA", "INDAH", "FATIMAH", "MARGARETHA", "ROSALINA", "NI LUH", "HALIMAH", "OKTOVIANA", "WELHELMINA",
    ];

    public static readonly string[] Men =
    [
        "YOHANES", "AHMAD", "BUDI", "PETRUS", "MARTHEN", "DOMINGGUS", "MUHAMMAD", "I WAYAN", "STEFANUS", "SYA'BAN", "ANDREAS", "GREGORIUS",
        "SAMUEL", "UMBU", "HENDRIK", "ROBERTUS", "ADI", "SULEMAN", "MATHEOS", "KRISTOFORUS", "BENYAMIN", "JEMI",
    ];

    public static readonly string[] Middles =
    [
        "", "", "", "DWI", "PUTRA", "ADITYA", "LESTARI", "NATALIA", "JUNIOR", "OKTAVIANUS", "INDRA", "PASKALIS", "RAMADHANI", "EKA",
    ];

    public static readonly string[] Families =
    [
        "NDOEN", "D'ORNAY", "BANI", "LAISKODAT", "TAHUN", "MANAFE", "NALLE", "SERAN", "FERNANDEZ", "LODO", "RIWU", "DA COSTA", "AMTARAN",
        "HENUK", "SURYANA", "WIBOWO", "HIDAYAT", "KALLA'BU", "MA'RUF", "PELLO", "SARAGIH", "TUNGGA", "LAY", "BOIMAU",
    ];

    public static readonly string[] Mononyms = ["SUKARTI", "PONIMAN", "NGATINI", "SUPRIYADI", "ADE", "WA"];

    public static readonly string[] LongNames =
    [
        "RADEN RORO MARIA MAGDALENA KUSUMANINGTYAS SURYANINGRAT WIDJOJOATMODJO",
        "PROF. DR. IR. KRISTOFORUS BARTHOLOMEUS NDOEN-LAISKODAT, M.SC., PH.D.",
        "ANAK AGUNG ISTRI NGURAH PUTRI PRADNYAPARAMITHA DWIJAYANTHI",
        "MUHAMMAD ABDURRAHMAN SYAIFULLAH NUR'ALAMSYAH AL-QODRI",
    ];

    public static readonly string[] Streets =
    [
        "JL. TIMOR RAYA", "JL. EL TARI", "JL. FRANS SEDA", "JL. CAK DOKO", "JL. SAM RATULANGI", "JL. PALAPA", "JL. W.J. LALAMENTIK",
        "JL. ADISUCIPTO", "JL. HERMAN YOHANES", "JL. SOEHARTO", "JL. JEND. SUDIRMAN", "JL. PAHLAWAN",
    ];

    public static readonly string[] LongAddresses =
    [
        "PERUMAHAN BUMI LILIBA INDAH PERMAI BLOK F-12 NO. 7, JL. TAEBENU GANG MERPATI PUTIH",
        "KOMPLEKS ASRAMA TENTARA KUANINO, JL. JENDERAL AHMAD YANI DEPAN TOKO SUMBER MAKMUR",
    ];

    public static readonly string[] BirthPlaces =
    [
        "KUPANG", "ENDE", "SOE", "KEFAMENANU", "ATAMBUA", "WAINGAPU", "RUTENG", "MAUMERE", "LARANTUKA", "BA'A", "SURABAYA", "DENPASAR", "MAKASSAR",
        "KALABAHI",
    ];

    public static readonly string[] Occupations =
    [
        "PETANI/PEKEBUN", "WIRASWASTA", "PELAJAR/MAHASISWA", "MENGURUS RUMAH TANGGA", "GURU", "PEGAWAI NEGERI SIPIL", "NELAYAN/PERIKANAN",
        "KARYAWAN SWASTA", "PERAWAT", "SOPIR", "TUKANG KAYU", "BELUM/TIDAK BEKERJA",
    ];

    /// <summary>Religions as often as the generator shall draw them.</summary>
    public static readonly string[] Religions = ["KATHOLIK", "KATHOLIK", "KRISTEN", "KRISTEN", "KRISTEN", "ISLAM", "ISLAM", "HINDU", "BUDHA"];

    public static readonly string[] MaritalStatuses = ["BELUM KAWIN", "KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI"];

    public static readonly string[] BloodGroups = ["A", "B", "AB", "O", "O", "-"];

    public static readonly string[] ForeignCountries = ["TIMOR LESTE", "AUSTRALIA", "BELANDA"];

    public static readonly string[] ForeignNames = ["JOAO BATISTA D'ARAUJO SOARES", "CATHERINE MARY O'SULLIVAN", "WILLEM VAN 'T HOFF"];
}
