#include "io/csv_reader.hpp"

#include <gtest/gtest.h>

#include <random>

#include "io/csv_encoding.hpp"

namespace agglo {
namespace {

CsvTable read(const std::string& text, char delimiter = 0) {
  RunControl run;
  return read_csv(text, delimiter, run);
}

TEST(CsvReader, quoted_cells_hold_delimiters_line_ends_and_doubled_quotes) {
  const CsvTable table = read("id,name\n1,\"a, \"\"b\"\"\r\nc\"\n2,d\n");
  ASSERT_EQ(table.row_count, 2u);
  EXPECT_EQ(table.columns[1][0], "a, \"b\"\r\nc");
  EXPECT_EQ(table.columns[1][1], "d");
}

TEST(CsvReader, all_three_line_ends_part_rows_and_empty_lines_are_none) {
  for (const char* text : {"a,b\n1,2\n\n3,4", "a,b\r\n1,2\r\n\r\n3,4\r\n", "a,b\r1,2\r\r3,4\r"}) {
    const CsvTable table = read(text);
    ASSERT_EQ(table.row_count, 2u) << text;
    EXPECT_EQ(table.columns[1][1], "4");
  }
}

TEST(CsvReader, a_row_of_empty_cells_is_a_row) {
  const CsvTable table = read("a,b\n,\n1,2\n");
  EXPECT_EQ(table.row_count, 2u);
}

TEST(CsvReader, ragged_rows_are_kept_and_counted) {
  const CsvTable table = read("a,b,c\n1,2\n1,2,3,4\n1,2,3\n");
  EXPECT_EQ(table.row_count, 3u);
  EXPECT_EQ(table.short_rows.rows, 1u);
  EXPECT_EQ(table.short_rows.samples[0].row, 1u);
  EXPECT_EQ(table.long_rows.rows, 1u);
  EXPECT_EQ(table.long_rows.samples[0].row, 2u);
  EXPECT_EQ(table.columns[2][0], "");
}

TEST(CsvReader, a_quote_that_never_closes_does_not_swallow_the_file) {
  const CsvTable table = read("a,b\n\"1,2\n3,4\n");
  EXPECT_EQ(table.row_count, 2u);
  EXPECT_EQ(table.open_quotes.rows, 1u);
  EXPECT_EQ(table.columns[0][0], "\"1");
}

TEST(CsvReader, a_quote_inside_a_cell_is_a_character) {
  const CsvTable table = read("a,b\n5\" pipe,2\n\"x\"y,3\n");
  EXPECT_EQ(table.columns[0][0], "5\" pipe");
  EXPECT_EQ(table.columns[0][1], "xy");
}

TEST(CsvReader, delimiter_is_found_even_when_decimals_are_commas) {
  EXPECT_EQ(read("id;lon;lat\n1;1,5;2,5\n2;1,6;2,6\n").delimiter, ';');
  EXPECT_EQ(read("id;name, or label;lon;lat\n1;x, y;1,5;2\n2;z, w;1,6;2\n").delimiter, ';');
  EXPECT_EQ(read("id\tname\n1\ta, b\n").delimiter, '\t');
  EXPECT_EQ(read("id|name|x\n1|a;b|3\n").delimiter, '|');
  EXPECT_EQ(read("one column\nvalue\n").delimiter, ',');
  EXPECT_EQ(read("sep=;\na;b\n1;2\n").delimiter, ';');
}

TEST(CsvReader, headers_are_trimmed_and_made_distinct) {
  const CsvTable table = read(" CompanyNumber,a,a,\n1,2,3,4\n");
  EXPECT_EQ(table.names, (std::vector<std::string>{"CompanyNumber", "a", "a_2", "column_4"}));
}

// Whatever cells are written by the rules of RFC 4180 come back.
TEST(CsvReader, written_cells_come_back_for_random_tables) {
  std::mt19937 random(7);
  const std::string alphabet = "ab,;\"\n\r |0.";
  for (int round = 0; round < 300; ++round) {
    const std::size_t width = 2 + random() % 3, rows = 1 + random() % 6;
    std::vector<std::vector<std::string>> cells(rows, std::vector<std::string>(width));
    std::string text;
    for (std::size_t c = 0; c < width; ++c) text += (c == 0 ? "h" : ",h") + std::to_string(c);
    text += "\n";
    for (auto& row : cells) {
      for (std::size_t c = 0; c < width; ++c) {
        std::string inner;
        for (std::size_t k = random() % 5; k-- > 0;) inner += alphabet[random() % alphabet.size()];
        row[c] = "x" + inner + "y";  // blanks at the ends would be trimmed
        std::string escaped;
        for (const char ch : row[c]) escaped += ch == '"' ? std::string("\"\"") : std::string(1, ch);
        text += (c == 0 ? "\"" : ",\"") + escaped + "\"";
      }
      text += "\n";
    }
    const CsvTable table = read(text, ',');
    ASSERT_EQ(table.row_count, rows);
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < width; ++c) ASSERT_EQ(table.columns[c][r], cells[r][c]);
  }
}

TEST(CsvEncoding, evidence_decides) {
  EXPECT_EQ(decode_text("Sevilla", "").encoding, "utf-8");
  const DecodedText utf8 = decode_text("M\xC3\xBCnchen", "");
  EXPECT_EQ(utf8.encoding, "utf-8");
  const DecodedText windows = decode_text("M\xFCnchen \x80 5", "");
  EXPECT_EQ(windows.encoding, "windows-1252");
  EXPECT_EQ(windows.text, "M\xC3\xBCnchen \xE2\x82\xAC 5");
  const DecodedText latin = decode_text("M\xFCnchen \x81", "");
  EXPECT_EQ(latin.encoding, "iso-8859-1");
  const DecodedText marked = decode_text("\xEF\xBB\xBFid", "");
  EXPECT_EQ(marked.text, "id");
}

TEST(CsvEncoding, utf16_with_mark_is_read) {
  const std::string little(
      "\xFF\xFE"
      "a\0\xFC\0\x3D\xD8\x00\xDE",
      10);
  EXPECT_EQ(decode_text(little, "").text, "a\xC3\xBC\xF0\x9F\x98\x80");
  const std::string big("\xFE\xFF\0a\0\xFC", 6);
  EXPECT_EQ(decode_text(big, "").text, "a\xC3\xBC");
  EXPECT_FALSE(looks_binary(little));
  EXPECT_TRUE(looks_binary(std::string("PNG\0\1", 5)));
}

TEST(CsvEncoding, one_broken_byte_among_many_good_ones_stays_utf8) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "\xC3\xA9";
  const DecodedText decoded = decode_text(text + "\xE9", "");
  EXPECT_EQ(decoded.encoding, "utf-8");
  EXPECT_TRUE(decoded.text.ends_with("\xEF\xBF\xBD"));
}

TEST(CsvEncoding, a_profile_may_name_another_encoding) {
  EXPECT_EQ(decode_text("\xD6\xD0", "gb18030").text, "\xE4\xB8\xAD");
  EXPECT_THROW(decode_text("a", "no-such-encoding"), Error);
}

}  // namespace
}  // namespace agglo
