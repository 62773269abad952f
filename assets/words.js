// The words of the browser side, in the language of the page.

const VI = {
  select: 'Chọn',
  search: 'Tìm',
  none: 'Không tìm thấy',
  date: 'dd/mm/yyyy',
  time: 'giờ:phút',
  month: 'Tháng',
  year: 'Năm',
  removeItem: 'Bỏ mục',
  row: 'dòng {row}',
  yes: 'Có',
  no: 'Không',
  browse: 'Chọn tệp',
  saved: 'Tự lưu lúc {time}',
  saving: 'Đang lưu…',
  unsaved: 'Chưa lưu được. Những gì đã nhập còn trên máy này.',
  signedOut: 'Phiên làm việc đã hết. Những gì đã nhập còn trên máy này; đăng nhập lại rồi mở lại hồ sơ.',
  restored: 'Đã đưa lại những gì bạn nhập mà chưa kịp lưu.',
  problems: 'Có {count} mục cần sửa',
  required: 'Hãy nhập mục này.',
  email: 'Hãy nhập địa chỉ thư điện tử, ví dụ ten@coquan.vn.',
  range: 'Hãy nhập số từ {min} đến {max}.',
  wrong: 'Hãy kiểm tra lại mục này.',
};

const EN = {
  select: 'Select',
  search: 'Search',
  none: 'Nothing found',
  date: 'dd/mm/yyyy',
  time: 'hh:mm',
  month: 'Month',
  year: 'Year',
  removeItem: 'Remove item',
  row: 'row {row}',
  yes: 'Yes',
  no: 'No',
  browse: 'Browse',
  saved: 'Saved at {time}',
  saving: 'Saving…',
  unsaved: 'Not saved. What you typed is still on this machine.',
  signedOut: 'You have been signed out. What you typed is still on this machine.',
  restored: 'What you typed but did not save is back.',
  problems: '{count} items need correction',
  required: 'Enter this item.',
  email: 'Enter an e-mail address, for example name@office.vn.',
  range: 'Enter a number from {min} to {max}.',
  wrong: 'Check this item.',
};

export const vietnamese = document.documentElement.lang !== 'en';
export const words = vietnamese ? VI : EN;

export function fill(template, values = {}) {
  return template.replace(/\{([^}]+)\}/g, (whole, name) => values[name] ?? whole);
}

// Read by form-js itself, where form-patch.mjs took its built-in English away.
globalThis.motcuaWords = words;
