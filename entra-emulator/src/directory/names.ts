/** First and last names as they are written somewhere, each with how they are spelled in a sign-in name. */
export interface Naming {
  readonly preferredLanguage: string;
  readonly familyFirst: boolean;
  readonly given: readonly (readonly [written: string, spelled: string])[];
  readonly family: readonly (readonly [written: string, spelled: string])[];
}

function pairs(text: string): (readonly [string, string])[] {
  return text.split(" ").map((pair) => {
    const [written = "", spelled = written.toLowerCase()] = pair.split("/");
    return [written, spelled] as const;
  });
}

/** Invented people get their names from here; `written/spelled`, the spelling left out where it is the same. */
export const namings: readonly Naming[] = [
  {
    preferredLanguage: "en-GB",
    familyFirst: false,
    given: pairs("Amelia Oliver Harriet George Imogen Arthur Beatrice Edwin Florence Hugo Mabel Percy"),
    family: pairs(
      "Ashworth Bexley Carver Dunmore Eastwood Fairfax O'Brien/o'brien O'Neill/o'neill D'Arcy/d'arcy Whitlock",
    ),
  },
  {
    preferredLanguage: "de-DE",
    familyFirst: false,
    given: pairs(
      "Jürgen/juergen Käthe/kaethe Björn/bjoern Anneliese Götz/goetz Heike Jörg/joerg Mareike Uwe Sabine",
    ),
    family: pairs(
      "Müller/mueller Weiß/weiss Schröder/schroeder Köhler/koehler Großmann/grossmann Vogel Brandt Lütke/luetke",
    ),
  },
  {
    preferredLanguage: "fr-FR",
    familyFirst: false,
    given: pairs(
      "Élodie/elodie François/francois Chloé/chloe Noël/noel Hélène/helene Jérôme/jerome Zoé/zoe Mathieu",
    ),
    family: pairs(
      "Lefèvre/lefevre Bélanger/belanger D'Aubigné/d'aubigne Moreau Garçon/garcon L'Hôte/l'hote Dupré/dupre",
    ),
  },
  {
    preferredLanguage: "es-ES",
    familyFirst: false,
    given: pairs(
      "Íñigo/inigo José/jose María/maria Ángel/angel Begoña/begona Raúl/raul Lucía/lucia Andrés/andres",
    ),
    family: pairs(
      "Núñez/nunez Ibáñez/ibanez García/garcia Peña/pena Rodríguez/rodriguez Muñoz/munoz Vidal Solà/sola",
    ),
  },
  {
    preferredLanguage: "nb-NO",
    familyFirst: false,
    given: pairs("Åse/aase Bjørn/bjorn Øyvind/oyvind Sølvi/solvi Ragnhild Kåre/kaare Ingrid Håkon/haakon"),
    family: pairs("Ødegård/odegard Sæther/saether Bråten/braten Lunde Nygård/nygard Hauge Strøm/strom Aas"),
  },
  {
    preferredLanguage: "pl-PL",
    familyFirst: false,
    given: pairs(
      "Łukasz/lukasz Małgorzata/malgorzata Paweł/pawel Zofia Światosław/swiatoslaw Agnieszka Michał/michal",
    ),
    family: pairs(
      "Wójcik/wojcik Zieliński/zielinski Dąbrowski/dabrowski Kowalczyk Wiśniewski/wisniewski Łęcki/lecki",
    ),
  },
  {
    preferredLanguage: "vi-VN",
    familyFirst: true,
    given: pairs("Ngọc/ngoc Hương/huong Tuấn/tuan Thảo/thao Đức/duc Ánh/anh Quốc/quoc"),
    family: pairs("Nguyễn/nguyen Trần/tran Lê/le Phạm/pham Đặng/dang Võ/vo"),
  },
  {
    preferredLanguage: "ja-JP",
    familyFirst: true,
    given: pairs("花子/hanako 健/ken 結衣/yui 翔太/shota 美咲/misaki 大輔/daisuke 直子/naoko"),
    family: pairs("田中/tanaka 佐藤/sato 鈴木/suzuki 高橋/takahashi 渡辺/watanabe 小林/kobayashi"),
  },
  {
    preferredLanguage: "zh-CN",
    familyFirst: true,
    given: pairs("伟/wei 芳/fang 秀英/xiuying 敏/min 静/jing 磊/lei 洋/yang"),
    family: pairs("王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang"),
  },
  {
    preferredLanguage: "ar-EG",
    familyFirst: false,
    given: pairs("محمد/mohamed فاطمة/fatma أحمد/ahmed ليلى/layla يوسف/youssef مريم/mariam"),
    family: pairs("حسن/hassan الشريف/elsherif عبدالله/abdallah منصور/mansour سليمان/soliman"),
  },
  {
    preferredLanguage: "el-GR",
    familyFirst: false,
    given: pairs("Αλέξανδρος/alexandros Ελένη/eleni Γιώργος/giorgos Δήμητρα/dimitra Νίκος/nikos"),
    family: pairs("Παπαδόπουλος/papadopoulos Νικολάου/nikolaou Ιωάννου/ioannou Σταύρου/stavrou"),
  },
  {
    preferredLanguage: "uk-UA",
    familyFirst: false,
    given: pairs("Олена/olena Дмитро/dmytro Ірина/iryna Андрій/andrii Наталія/nataliia Юрій/yurii"),
    family: pairs("Шевченко/shevchenko Коваленко/kovalenko Бондар/bondar Мельник/melnyk Гончар/honchar"),
  },
  {
    preferredLanguage: "hi-IN",
    familyFirst: false,
    given: pairs("अनन्या/ananya अर्जुन/arjun प्रिया/priya रोहन/rohan काव्या/kavya विक्रम/vikram"),
    family: pairs("शर्मा/sharma पटेल/patel गुप्ता/gupta सिंह/singh नायर/nair"),
  },
  {
    preferredLanguage: "he-IL",
    familyFirst: false,
    given: pairs("דנה/dana יוסי/yossi נועה/noa אורי/uri תמר/tamar"),
    family: pairs("כהן/cohen לוי/levi מזרחי/mizrahi פרץ/peretz"),
  },
];
