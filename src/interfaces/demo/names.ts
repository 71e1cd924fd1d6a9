import type { Random } from './random.ts'

/** Family names with how many of a hundred bear them; Huỳnh and Võ are the southern forms of Hoàng and Vũ. */
const families: readonly [name: string, weight: number][] = [
  ['Nguyễn', 32],
  ['Trần', 11],
  ['Lê', 9.5],
  ['Phạm', 7],
  ['Hoàng', 5],
  ['Phan', 4.5],
  ['Vũ', 3.9],
  ['Đặng', 2.1],
  ['Bùi', 2],
  ['Đỗ', 1.4],
  ['Hồ', 1.3],
  ['Ngô', 1.3],
  ['Dương', 1],
  ['Đinh', 0.9],
  ['Lý', 0.6],
  ['Đào', 0.6],
  ['Trịnh', 0.6],
  ['Mai', 0.5],
  ['Lương', 0.5],
  ['Cao', 0.5],
  ['Tạ', 0.4],
  ['Chu', 0.3],
]
const southern: Record<string, string> = { Hoàng: 'Huỳnh', Vũ: 'Võ' }
const familyWeights = families.map(([, weight]) => weight)
const men = {
  middle: [
    'Văn',
    'Văn',
    'Hữu',
    'Đức',
    'Công',
    'Quang',
    'Minh',
    'Xuân',
    'Thanh',
    'Đình',
    'Quốc',
    'Trọng',
    'Ngọc',
    'Anh',
  ],
  given: [
    'An',
    'Bình',
    'Cường',
    'Dũng',
    'Đạt',
    'Giang',
    'Hải',
    'Hiếu',
    'Hòa',
    'Hùng',
    'Huy',
    'Khánh',
    'Kiên',
    'Lâm',
    'Long',
    'Mạnh',
    'Nam',
    'Nghĩa',
    'Phong',
    'Phúc',
    'Quân',
    'Sơn',
    'Tâm',
    'Thắng',
    'Thành',
    'Toàn',
    'Trung',
    'Tú',
    'Tuấn',
    'Tùng',
    'Việt',
    'Vinh',
  ],
}
const women = {
  middle: ['Thị', 'Thị', 'Thị', 'Thu', 'Ngọc', 'Thanh', 'Kim', 'Phương', 'Minh', 'Hồng', 'Thùy', 'Bích', 'Mỹ', 'Diệu'],
  given: [
    'Anh',
    'Bích',
    'Châu',
    'Chi',
    'Dung',
    'Giang',
    'Hà',
    'Hằng',
    'Hạnh',
    'Hiền',
    'Hoa',
    'Hồng',
    'Hương',
    'Lan',
    'Liên',
    'Linh',
    'Loan',
    'Mai',
    'Nga',
    'Ngân',
    'Nguyệt',
    'Nhung',
    'Oanh',
    'Phượng',
    'Quỳnh',
    'Thảo',
    'Thơm',
    'Thủy',
    'Trang',
    'Trinh',
    'Vân',
    'Yến',
  ],
}

/** A person's name, family name first. */
export function personName(random: Random, south: boolean): string {
  const family = families[random.weighted(familyWeights)]![0]
  const { middle, given } = random.chance(0.5) ? men : women
  return `${(south && southern[family]) || family} ${random.pick(middle)} ${random.pick(given)}`
}

const trades = [
  'Cửa hàng tạp hóa',
  'Quán cà phê',
  'Nhà thuốc',
  'Tiệm sửa xe',
  'Cửa hàng vật liệu xây dựng',
  'Quán ăn',
  'Xưởng mộc',
  'Cửa hàng điện máy',
  'Hộ kinh doanh',
  'Nhà nghỉ',
  'Tiệm bánh',
  'Cơ sở may',
]
const firms = ['Công ty TNHH', 'Công ty cổ phần', 'Doanh nghiệp tư nhân', 'Hợp tác xã', 'Chi nhánh công ty']
const words = [
  'An Phát',
  'Bình Minh',
  'Đại Thành',
  'Đông Á',
  'Gia Hưng',
  'Hoàng Long',
  'Hưng Thịnh',
  'Kim Ngân',
  'Minh Khang',
  'Nam Việt',
  'Phú Quý',
  'Phúc Lộc',
  'Quang Minh',
  'Tân Tiến',
  'Thành Công',
  'Thiên Ân',
  'Toàn Cầu',
  'Trường Sơn',
  'Việt Hưng',
  'Vạn Xuân',
]

export const businessName = (random: Random): string =>
  random.chance(0.6)
    ? `${random.pick(trades)} ${random.pick(random.chance(0.5) ? men.given : women.given)}`
    : `${random.pick(firms)} ${random.pick(words)}`

export const factoryName = (random: Random): string =>
  `${random.pick(['Nhà máy xi măng', 'Nhà máy dệt', 'Nhà máy thép', 'Nhà máy chế biến thủy sản', 'Nhà máy giấy', 'Nhà máy linh kiện điện tử', 'Kho lạnh', 'Nhà máy bao bì'])} ${random.pick(words)}`

/** Streets that nearly every town has. */
export const streets: readonly string[] = [
  'Trần Phú',
  'Lê Lợi',
  'Nguyễn Trãi',
  'Hai Bà Trưng',
  'Quang Trung',
  'Lý Thường Kiệt',
  'Trần Hưng Đạo',
  'Nguyễn Huệ',
  'Hùng Vương',
  'Phan Chu Trinh',
  'Phan Bội Châu',
  'Lê Hồng Phong',
  'Nguyễn Du',
  'Ngô Quyền',
  'Đinh Tiên Hoàng',
  'Bà Triệu',
  'Lê Duẩn',
  'Hoàng Văn Thụ',
  'Nguyễn Thị Minh Khai',
  'Điện Biên Phủ',
  'Cách Mạng Tháng Tám',
  'Võ Thị Sáu',
  'Nguyễn Văn Cừ',
  'Lê Thánh Tông',
  'Chu Văn An',
  'Trường Chinh',
  'Yên Ninh',
  'Thanh Niên',
  'Bạch Đằng',
  'Tôn Đức Thắng',
  'Phạm Ngũ Lão',
  'Lê Lai',
  'Nguyễn Công Trứ',
  'Trần Quang Khải',
  'Hàm Nghi',
  'Tô Hiến Thành',
  'Ngô Gia Tự',
  'Nguyễn Đình Chiểu',
  'Huỳnh Thúc Kháng',
  'Lương Thế Vinh',
]

/** Parts of a village; in the south they are called otherwise. */
export const villages = (south: boolean): readonly string[] =>
  south
    ? [
        'Ấp 1',
        'Ấp 2',
        'Ấp 3',
        'Ấp 4',
        'Ấp Bình Hòa',
        'Ấp Tân Lập',
        'Ấp Mỹ Phú',
        'Ấp Thới Bình',
        'Ấp Long Thành',
        'Ấp Phú Lợi',
      ]
    : [
        'Thôn 1',
        'Thôn 2',
        'Thôn 3',
        'Thôn Đông',
        'Thôn Đoài',
        'Thôn Thượng',
        'Thôn Hạ',
        'Thôn Trung',
        'Xóm Đình',
        'Xóm Chùa',
      ]

/** Those who come first, and what they are called at a place. */
export const priorities: readonly { priority: string; name: (place: string) => string; kwh: number }[] = [
  { priority: 'hospital', name: (place) => `Bệnh viện Đa khoa ${place}`, kwh: 140_000 },
  { priority: 'water_works', name: (place) => `Nhà máy nước ${place}`, kwh: 118_000 },
  { priority: 'pumping_station', name: (place) => `Trạm bơm ${place}`, kwh: 42_000 },
  { priority: 'school', name: (place) => `Trường THPT ${place}`, kwh: 9_500 },
  { priority: 'medical_station', name: (place) => `Trạm y tế ${place}`, kwh: 2_100 },
  { priority: 'police', name: (place) => `Công an ${place}`, kwh: 3_400 },
]
