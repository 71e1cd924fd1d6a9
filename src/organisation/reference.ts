/**
 * EVN's five corporations and their companies and district units: names, hotlines and codes as they are published.
 * They name what an import or the demo creates; the platform takes any others. The corporation stands with each company
 * and is never read off the code: units move (Bình Dương and Bà Rịa - Vũng Tàu, PB04 and PB15, went to EVNHCMC on
 * 1 July 2025).
 */
export type ReferenceCorporation = { code: string; name: string; name_en: string; hotline: string }

export const referenceCorporations: readonly ReferenceCorporation[] = [
  {
    code: 'EVNNPC',
    name: 'Tổng công ty Điện lực miền Bắc',
    name_en: 'Northern Power Corporation',
    hotline: '19006769',
  },
  {
    code: 'EVNSPC',
    name: 'Tổng công ty Điện lực miền Nam',
    name_en: 'Southern Power Corporation',
    hotline: '19001006, 19009000',
  },
  {
    code: 'EVNCPC',
    name: 'Tổng công ty Điện lực miền Trung',
    name_en: 'Central Power Corporation',
    hotline: '19001909',
  },
  {
    code: 'EVNHANOI',
    name: 'Tổng công ty Điện lực Thành phố Hà Nội',
    name_en: 'Hanoi Power Corporation',
    hotline: '19001288',
  },
  {
    code: 'EVNHCMC',
    name: 'Tổng công ty Điện lực Thành phố Hồ Chí Minh',
    name_en: 'Ho Chi Minh City Power Corporation',
    hotline: '1900545454',
  },
]

/** A company with its district units. `code` begins the units' six-character codes; `province` is that of 2026. */
export type ReferenceCompany = {
  corporation: string
  code: string
  name: string
  province: string
  units: readonly { code: string; name: string }[]
}

/** The companies of a corporation, or all of them, in the order of their codes. */
export function referenceCompanies(corporation?: string): readonly ReferenceCompany[] {
  companies ??= table.trim().split('\n').map(readCompany)
  return corporation ? companies.filter((company) => company.corporation === corporation) : companies
}

let companies: ReferenceCompany[] | undefined

function readCompany(line: string): ReferenceCompany {
  const colon = line.indexOf(': ')
  const [corporation, code, province, ...name] = line.slice(0, colon).split(' ')
  const units = line
    .slice(colon + 2)
    .split('; ')
    .map((unit) => {
      const space = unit.indexOf(' ')
      return { code: code + unit.slice(0, space), name: unit.slice(space + 1) }
    })
  return { corporation, code, name: name.join(' '), province, units }
}

// corporation, company's code, province of 2026, company: the rest of the unit's code and its name; ...
const table = `
EVNNPC PA01 37 Nam Định: HH Hải Hậu; ND Nam Định; YY Ý Yên
EVNNPC PA02 25 Phú Thọ: CK Cẩm Khê; DH Đoan Hùng; HH Hạ Hoà; LT Lâm Thao; PN Phù Ninh; PT Phú Thọ; TA Tân Sơn; TB Thanh Ba; TN Tam Nông; TS Thanh Sơn; TT Thanh Thuỷ; VT Việt Trì; YL Yên Lập
EVNNPC PA03 22 Quảng Ninh: BY Bãi Cháy; CP Cẩm Phả; CT Cô Tô; DH Đầm Hà; DT Đông Triều; HH Hải Hà; HL Hạ Long; MC Móng Cái; TY Tiên Yên; UB Uông Bí
EVNNPC PA04 19 Thái Nguyên: GT Gang Thép Thái Nguyên; PY Phổ Yên
EVNNPC PA05 24 Bắc Giang: 01 Lạng Giang; 02 Việt Yên; 03 Yên Thế; 04 Tân Yên; 05 Bắc Giang; 06 Yên Dũng; 07 Lục Ngạn; 08 Hiệp Hoà; 09 Lục Nam; 10 Sơn Động
EVNNPC PA07 38 Thanh Hóa: 00 Thanh Hoá; TG Tĩnh Gia; YD Yên Định
EVNNPC PA09 33 Thái Bình: 01 Thái Bình; 02 Vũ Thư; 03 Tiền Hải; 04 Kiến Xương; 05 Đông Hưng; 06 Hưng Hà; 07 Quỳnh Phụ; 08 Thái Thụy
EVNNPC PA11 20 Lạng Sơn: BG Bình Gia; BS Bắc Sơn; CG Chi Lăng; CL Cao Lộc; DL Đình Lập; HL Hữu Lũng; LB Lộc Bình; TD Tràng Định; TX Lạng Sơn; VL Văn Lãng; VQ Văn Quan
EVNNPC PA12 08 Tuyên Quang: SD Sơn Dương; TX Tuyên Quang; YS Yên Sơn
EVNNPC PA13 40 Nghệ An: CL Cửa Lò; DY Diễn Châu; NH Hưng Nguyên; NL Nghi Lộc; VH Vinh
EVNNPC PA16 42 Hà Tĩnh: CL Can Lộc; CX Cẩm Xuyên; HT Hà Tĩnh; KA Kỳ Anh; LH Lộc Hà; TH Thạch Hà
EVNNPC PA18 15 Lào Cai: CD Cam Đường; LC Lào Cai
EVNNPC PA22 24 Bắc Ninh: 01 Bắc Ninh; 02 Gia Bình; 03 Quế Võ; 04 Thuận Thành; 05 Từ Sơn; 06 Yên Phong; 07 Tiên Du
EVNNPC PA23 33 Hưng Yên: AT Ân Thi; HY Hưng Yên; KC Khoái Châu; KD Kim Động; MV Mỹ Hào; PT Phù Tiên; VG Văn Giang; VL Văn Lâm; YM Yên Mỹ
EVNNPC PA24 37 Hà Nam: BM Bình Lục; DV Duy Tiên; HN Phủ Lý; KB Kim Bảng; LN Lý Nhân; TL Thanh Liêm
EVNNPC PA25 25 Vĩnh Phúc: BX Bình Xuyên; PY Phúc Yên; VY Vĩnh Yên; YL Yên Lạc
EVNNPC PM 31 Hải Dương: 0100 Hải Dương; 0300 Chí Linh; 0500 Nam Sách; 0700 Thanh Hà; 0900 Kinh Môn; 1100 Kim Thành; 1300 Gia Lộc; 1500 Tứ Kỳ; 1700 Cẩm Giàng; 1900 Bình Giang; 2100 Thanh Miên; 2300 Ninh Giang
EVNNPC PN 37 Ninh Bình: GV00 Gia Viễn; HL00 Hoa Lư; KD00 Phòng Kinh doanh Ninh Bình; KS00 Kim Sơn; NB00 Ninh Bình; NQ00 Nho Quan; TD00 Tam Điệp; YK00 Yên Khánh; YM00 Yên Mô
EVNHANOI PD 01 Hà Nội: 0100 Hoàn Kiếm; 0200 Hai Bà Trưng; 0300 Ba Đình; 0400 Đống Đa; 0500 Nam Từ Liêm; 0600 Thanh Trì; 0700 Gia Lâm; 0800 Đông Anh; 0900 Sóc Sơn; 1000 Tây Hồ; 1100 Thanh Xuân; 1200 Cầu Giấy; 1300 Hoàng Mai; 1400 Long Biên; 1500 Mê Linh; 1600 Hà Đông; 1700 Sơn Tây; 1800 Chương Mỹ; 1900 Thạch Thất; 2000 Thường Tín; 2100 Ba Vì; 2200 Đan Phượng; 2300 Hoài Đức; 2400 Mỹ Đức; 2500 Phú Xuyên; 2600 Phúc Thọ; 2700 Quốc Oai; 2800 Thanh Oai; 2900 Ứng Hoà; 3000 Bắc Từ Liêm
EVNCPC PC01 44 Quảng Bình: AA Đồng Hới; BB Quảng Trạch; CC Quảng Ninh; DD Bố Trạch; FF Lệ Thuỷ
EVNCPC PC02 44 Quảng Trị: AA Đông Hà; BB Thành Cổ; CC Gio Linh; DD Vĩnh Linh; EE Bán điện Lào; FF Khe Sanh; GG Cam Lộ; HH Triệu Phong; KK Hải Lăng; LL ĐaKrông
EVNCPC PC03 46 Huế: AA Nam S Hương; BB Bắc S Hương; CC Phong Điền; DD Phú Vang; FF Nam Đông; PP Hương Thủy; TT Hương Trà
EVNCPC PP 48 Đà Nẵng: 0100 Hải Châu; 0300 Liên Chiểu; 0500 Sơn Trà; 0700 Cẩm Lệ; 0900 Thanh Khê
EVNCPC PC05 48 Quảng Nam: BB Núi Thành; CC Hội An; DD Duy Xuyên; FF Thăng Bình; II Điện Bàn; MM Quế Sơn
EVNCPC PC06 51 Quảng Ngãi: AA Quảng Ngãi; BB Bình Sơn; DD Đức Phổ; EE Tư Nghĩa; MM Mộ Đức; NN Nghĩa Hành
EVNCPC PC07 52 Bình Định: AA Quy Nhơn; BB An Nhơn; CC Bồng Sơn; DD Phú Phong; EE Phù Mỹ; FF Phú Tài; GG Phù Cát; HH Tuy Phước; II Hoài Ân
EVNCPC PC08 66 Phú Yên: AA Tuy Hoà; BB Sông Cầu; CC Đông Hòa; DD Sơn Hòa; EE Tuy An; FF Sông Hinh; GG Đồng Xuân; HH Phú Hòa; II Tây Hoà
EVNCPC PQ 56 Khánh Hòa: 0100 Phòng Kinh doanh Khánh Hòa; 0200 Trung Tâm Nha Trang; 0300 Cam Ranh - Khánh Sơn; 0400 Ninh Hòa; 0500 Diên Khánh - Khánh Vĩnh; 0600 Vạn Ninh; 0700 Trạm điện Khánh Sơn; 0800 Trạm điện Khánh Vĩnh; 0900 Vĩnh Hải; 1000 Vĩnh Nguyên; 1100 Cam Lâm
EVNCPC PC10 52 Gia Lai: AA Pleiku; BB An Khê; CC Ayunpa; DD KrôngPa; EE Chư Sê; FF KBang; GG Đức Cơ; HH Đak Đoa; II Chư Păh; KK IaGrai; LL Kông Chro; MM Mang Yang; NN Chư Prông; OO Phú Thiện; PP Chư Pưh
EVNCPC PC11 51 Kon Tum: AA Kon Tum; BB Kon Rẫy; CC Đăk Tô; DD Đăk Hà; EE Sa Thầy; FF Ngọc Hồi; GG Đăk Glei
EVNCPC PC12 66 Đắk Lắk: AA Bắc Buôn Ma Thuột; BB Krông Păc; CC Nam Buôn Ma Thuột; DD Buôn Hồ; EE Buôn Đôn; GG CưMgar; HH Cư Kuin; II EaHLeo; JJ Krông Năng; KK Eakar; LL Krông Ana; MM EaSúp; NN Krông Bông; PP Lăk; QQ Mdrăk
EVNCPC PC13 68 Đắk Nông: BB ĐắkR'Lấp; CC Cư Jút; DD Đắk Mil; EE Krông Nô; FF Gia Nghĩa; GG Đắk GLong; HH Đăk Song; II Tuy Đức
EVNSPC PB01 75 Bình Phước: 01 Đồng Xoài; 09 Đồng Phú
EVNSPC PB02 68 Bình Thuận: 01 Phan Thiết; 02 Tuy Phong; 03 Đức Linh; 05 Hàm Tân; 06 Phú Quý; 07 Hàm Thuận Bắc
EVNSPC PB03 68 Lâm Đồng: 01 Đà Lạt; 02 Bảo Lộc; 03 Đơn Dương; 04 Di Linh; 05 Đức Trọng; 06 Lâm Hà; 07 Đạ Huoai; 08 Đạ Tẻh; 09 Cát Tiên; 10 Bảo Lâm; 11 Lạc Dương; 12 Đam Rông
EVNSPC PB05 80 Tây Ninh: 01 Tây Ninh; 02 Gò Dầu; 03 Trảng Bàng; 04 Tân Châu; 05 Châu Thành; 06 Dương Minh Châu; 07 Tân Biên; 08 Hoà Thành; 09 Bến Cầu
EVNSPC PB06 80 Long An: 01 Tân An; 03 Đức Hòa; 04 Cần Giuộc; 05 Mộc Hóa; 06 Bến Lức; 07 Cần Đước
EVNSPC PB07 82 Đồng Tháp: 01 Cao Lãnh; 02 Sa Đéc; 03 Châu Thành; 04 Lai Vung; 05 Hồng Ngự; 06 Tân Hồng; 07 Tháp Mười; 08 Cao Lãnh; 09 Lấp Vò; 10 Thanh Bình; 11 Tam Nông; 12 Hồng Ngự
EVNSPC PB08 82 Tiền Giang: 01 Mỹ Tho; 02 Gò Công Đông; 03 Gò Công; 04 Gò Công Tây; 05 Cai Lậy
EVNSPC PB09 86 Bến Tre: 01 Bến Tre; 05 Bến Tre; 06 Châu Thành
EVNSPC PB10 86 Vĩnh Long: 01 Vĩnh Long; 02 Trà Ôn; 03 Tam Bình; 04 Bình Minh; 08 Bình Tân
EVNSPC PB11 92 Cần Thơ: 01 Ninh Kiều; 02 Cái Răng; 03 Ô Môn; 04 Thốt Nốt; 05 Bình Thủy
EVNSPC PB12 91 An Giang: 01 Long Xuyên; 02 Châu Thành; 03 Chợ Mới; 04 Châu Đốc; 05 Tân Châu; 07 Châu Phú; 08 Phú Tân; 10 Tịnh Biên
EVNSPC PB13 91 Kiên Giang: 01 Rạch Giá; 02 Châu Thành; 03 Tân Hiệp; 04 Hà Tiên; 07 Phú Quốc; 10 Giồng Riềng; 12 Kiên Lương
EVNSPC PB14 96 Cà Mau: 01 Cà Mau; 02 Cái Nước; 03 Năm Căn; 04 Trần Văn Thời; 05 U Minh; 06 Đầm Dơi; 07 Đội QLKV Tắc Vân; 08 Thới Bình; 09 Phú Tân; 10 Ngọc Hiển
EVNSPC PB16 86 Trà Vinh: 01 Trà Vinh; 05 Tiểu Cần; 07 Càng Long
EVNSPC PB17 92 Sóc Trăng: 01 Sóc Trăng; 02 Mỹ Xuyên; 03 Mỹ Tú; 04 Cù Lao Dung; 05 Vĩnh Châu; 06 Thạnh Trị; 07 Kế Sách; 08 Long Phú; 09 Ngã Năm; 10 Châu Thành; 11 Trần Đề
EVNSPC PB18 56 Ninh Thuận: 01 Phan Rang Tháp Chàm; 02 Ninh Hải; 03 Ninh Sơn; 04 Ninh Phước; 05 Thuận Bắc
EVNSPC PB19 96 Bạc Liêu: 01 Bạc Liêu; 02 Giá Rai; 04 Phước Long
EVNSPC PK 75 Đồng Nai: 0100 Biên Hoà; 0200 Thống Nhất; 0300 Trị An; 0400 Long Khánh; 0500 Xuân Lộc; 0600 Định Quán; 0700 Long Thành; 0800 Nhơn Trạch; 0900 Cẩm Mỹ
EVNHCMC PB04 79 Bình Dương: 01 Thủ Dầu Một; 02 Dĩ An; 03 Thuận An; 04 Bến Cát; 05 Dầu Tiếng; 06 Tân Uyên; 07 Phú Giáo; 08 Trung Tâm
EVNHCMC PB15 79 Bà Rịa - Vũng Tàu: 01 Vũng Tàu; 02 Bà Rịa; 04 Tân Thành; 07 Đất Đỏ
EVNHCMC PE 79 Thành phố Hồ Chí Minh: 0100 Sài Gòn; 0200 Phú Thọ; 0300 Chợ Lớn; 0400 Gia Định; 0500 Tân Thuận; 0600 Bình Phú; 0700 Tân Phú; 0800 Hóc Môn; 1000 Thủ Đức; 1100 Duyên Hải; 1200 Thủ Thiêm; 1300 Gò Vấp; 1400 Tân Bình; 1500 Bình Chánh; 1600 An Phú Đông; 1900 Củ Chi
`
