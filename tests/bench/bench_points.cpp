// Writes generated firm points.
//   bench_points N SEED NAME [csv]
// NAME.f64: little-endian float64 x, y pairs in metres; NAME.t.f64: founding second of each firm;
// NAME.sector.i32: one of 100 sectors; with csv also NAME.csv: x,y,t,sector.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>

#include "generated_points.hpp"

namespace {

template <typename Value>
void append(std::string& bytes, Value value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes.append(raw, sizeof value);
}

void append_centimetres(std::string& text, double metres) {
  const auto all = static_cast<std::uint64_t>(std::llround(metres * 100));
  char buffer[24];
  text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, all / 100).ptr);
  text += '.';
  text += static_cast<char>('0' + all / 10 % 10);
  text += static_cast<char>('0' + all % 10);
}

/// Calls one_row(text, row) for every row and writes what it appended, in large pieces.
template <typename OneRow>
bool write_rows(const std::string& path, std::size_t n, std::string text, OneRow one_row) {
  std::ofstream file(path, std::ios::binary);
  for (std::size_t row = 0; row < n; ++row) {
    one_row(text, row);
    if (text.size() < 1 << 20 && row + 1 < n) continue;
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    text.clear();
  }
  file.close();
  if (!file) std::cerr << "cannot write '" << path << "'\n";
  return bool(file);
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t n = 0, seed = 0;
  const auto number = [](const char* text, std::uint64_t& value) {
    return std::from_chars(text, text + std::strlen(text), value).ec == std::errc{};
  };
  if (argc < 4 || !number(argv[1], n) || !number(argv[2], seed)) {
    std::cerr << "usage: bench_points N SEED NAME [csv]\n";
    return 2;
  }
  const std::string name = argv[3];
  const generated::Points points = generated::firms(n, seed);
  if (!write_rows(name + ".f64", n, "", [&](std::string& bytes, std::size_t row) {
        append(bytes, points.x_m[row]);
        append(bytes, points.y_m[row]);
      }))
    return 1;
  const std::vector<double> time = generated::founding_times_s(n, seed);
  const std::vector<std::int32_t> sector = generated::sectors(n, seed, 100);
  if (!write_rows(name + ".t.f64", n, "",
                  [&](std::string& bytes, std::size_t row) { append(bytes, time[row]); }) ||
      !write_rows(name + ".sector.i32", n, "",
                  [&](std::string& bytes, std::size_t row) { append(bytes, sector[row]); }))
    return 1;
  if (argc > 4 && std::string(argv[4]) == "csv" &&
      !write_rows(name + ".csv", n, "x,y,t,sector\n", [&](std::string& text, std::size_t row) {
        append_centimetres(text, points.x_m[row]);
        text += ',';
        append_centimetres(text, points.y_m[row]);
        text += ',' + std::to_string(static_cast<std::int64_t>(time[row])) + ',' +
                std::to_string(sector[row]) + '\n';
      }))
    return 1;
  return 0;
}
