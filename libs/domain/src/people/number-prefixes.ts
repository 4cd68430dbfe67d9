/**
 * Where a birth was registered, by the first three digits of the number: Phụ lục I of Thông tư 07/2016/TT-BCA, 63 provinces.
 * The table keeps its 2022 meaning for good: numbers are for life, while eight two-digit province codes mean another province
 * since 01/07/2025. Never decode a prefix with a list of units.
 */
export const PROVINCE_PREFIXES: Readonly<Record<string, string>> = {
  '001': 'Hà Nội',
  '002': 'Hà Giang',
  '004': 'Cao Bằng',
  '006': 'Bắc Kạn',
  '008': 'Tuyên Quang',
  '010': 'Lào Cai',
  '011': 'Điện Biên',
  '012': 'Lai Châu',
  '014': 'Sơn La',
  '015': 'Yên Bái',
  '017': 'Hòa Bình',
  '019': 'Thái Nguyên',
  '020': 'Lạng Sơn',
  '022': 'Quảng Ninh',
  '024': 'Bắc Giang',
  '025': 'Phú Thọ',
  '026': 'Vĩnh Phúc',
  '027': 'Bắc Ninh',
  '030': 'Hải Dương',
  '031': 'Hải Phòng',
  '033': 'Hưng Yên',
  '034': 'Thái Bình',
  '035': 'Hà Nam',
  '036': 'Nam Định',
  '037': 'Ninh Bình',
  '038': 'Thanh Hóa',
  '040': 'Nghệ An',
  '042': 'Hà Tĩnh',
  '044': 'Quảng Bình',
  '045': 'Quảng Trị',
  '046': 'Thừa Thiên Huế',
  '048': 'Đà Nẵng',
  '049': 'Quảng Nam',
  '051': 'Quảng Ngãi',
  '052': 'Bình Định',
  '054': 'Phú Yên',
  '056': 'Khánh Hòa',
  '058': 'Ninh Thuận',
  '060': 'Bình Thuận',
  '062': 'Kon Tum',
  '064': 'Gia Lai',
  '066': 'Đắk Lắk',
  '067': 'Đắk Nông',
  '068': 'Lâm Đồng',
  '070': 'Bình Phước',
  '072': 'Tây Ninh',
  '074': 'Bình Dương',
  '075': 'Đồng Nai',
  '077': 'Bà Rịa - Vũng Tàu',
  '079': 'TP. Hồ Chí Minh',
  '080': 'Long An',
  '082': 'Tiền Giang',
  '083': 'Bến Tre',
  '084': 'Trà Vinh',
  '086': 'Vĩnh Long',
  '087': 'Đồng Tháp',
  '089': 'An Giang',
  '091': 'Kiên Giang',
  '092': 'Cần Thơ',
  '093': 'Hậu Giang',
  '094': 'Sóc Trăng',
  '095': 'Bạc Liêu',
  '096': 'Cà Mau',
};

/** Whether three digits are a country code of Phụ lục II. Its list is not published here: 101 to 299 are taken as "some country". */
export function isCountryPrefix(prefix: string): boolean {
  return /^[12]\d\d$/.test(prefix) && prefix !== '100' && prefix !== '200';
}

/** First digits of nine-digit CMND numbers that some provincial police has issued; others are suspicious, not wrong. */
export const CMND_PREFIX = /^(?:0[1-8]|09[0-25]|1\d|2[0-9]|3[0-8])/;

/** 50,000 CMND numbers that both Đồng Nai and Bà Rịa - Vũng Tàu issued (found in 2007). */
export function isTwiceIssuedCmnd(number: string): boolean {
  return number >= '271450001' && number <= '271500000' && number.length === 9;
}
