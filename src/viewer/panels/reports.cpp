#include "viewer/panels/reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "agglo/operations.hpp"
#include "viewer/panels/widgets.hpp"
#include "viewer/text/numbers.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kDeep = 12;  // blanks before what belongs to the line above

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Cells between two or more blanks.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  while (!line.empty()) {
    const std::size_t from = std::min(line.find_first_not_of(' '), line.size());
    line.remove_prefix(from);
    const std::size_t end = std::min(line.find("  "), line.size());
    if (end > 0) cells.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  for (std::string& cell : cells) cell.erase(cell.find_last_not_of(' ') + 1);
  std::erase(cells, std::string());
  return cells;
}

/// "some_key: 12, other: 3.5"
bool holds_counts(std::string_view line) {
  std::size_t pairs = 0;
  while (!line.empty()) {
    const std::size_t key =
        std::min(line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), line.size());
    if (key == 0 || line.substr(key, 2) != ": ") return false;
    line.remove_prefix(key + 2);
    const std::size_t number = std::min(line.find_first_not_of("0123456789.-+enaif"), line.size());
    if (number == 0) return false;
    line.remove_prefix(number);
    if (line.starts_with(", ")) line.remove_prefix(2);
    ++pairs;
  }
  return pairs > 0;
}

ReportLine line_of(std::string_view text) {
  const std::size_t blanks = text.find_first_not_of(' ');
  std::vector<std::string> cells = cells_of(text);
  const bool number = cells.size() == 3 && std::all_of(cells[1].begin(), cells[1].end(),
                                                       [](char c) { return is_digit(c) || c == ','; });
  if (blanks > 0 && number) return {ReportLine::Kind::doubtful, std::move(cells)};
  if (blanks > 0 && cells.size() > 1) return {ReportLine::Kind::row, std::move(cells)};
  if (blanks >= kDeep) return {ReportLine::Kind::samples, std::move(cells)};
  const std::string whole(text.substr(blanks));
  return {holds_counts(whole) ? ReportLine::Kind::counts : ReportLine::Kind::text, {whole}};
}

bool is_option(const std::string& key) {
  const auto& all = operations();
  return std::any_of(all.begin(), all.end(), [&](const Operation& op) {
    return std::any_of(op.options.begin(), op.options.end(),
                       [&](const OptionField& field) { return field.key == key; });
  });
}

}  // namespace

std::vector<ReportLine> report_lines(std::string_view text) {
  std::vector<ReportLine> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (line.find_first_not_of(' ') != std::string_view::npos) lines.push_back(line_of(line));
  }
  return lines;
}

std::string without_shell(std::string_view description) {
  std::string kept;
  while (!description.empty()) {
    const std::size_t end = std::min(description.find(". "), description.size() - 1) + 1;
    const std::string_view sentence = description.substr(0, end);
    if (sentence.find("--") == std::string_view::npos)
      kept += (kept.empty() ? "" : " ") + std::string(sentence);
    description.remove_prefix(end);
    description.remove_prefix(std::min(description.find_first_not_of(' '), description.size()));
  }
  return kept;
}

std::string counts_in_words(std::string_view counts) {
  std::string text;
  while (!counts.empty()) {
    const std::size_t end = std::min(counts.find(", "), counts.size());
    const std::string_view pair = counts.substr(0, end);
    counts.remove_prefix(std::min(counts.size(), end + 2));
    const std::size_t colon = pair.find(": ");
    if (colon == std::string_view::npos) return std::string(pair);
    std::string_view key = pair.substr(0, colon), value = pair.substr(colon + 2);
    if (key.starts_with("flag_")) key.remove_prefix(5);
    std::uint64_t whole = 0;
    const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), whole);
    const bool is_whole = error == std::errc() && rest == value.data() + value.size();
    double number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    text += (text.empty() ? "" : " · ") + tr(readable_key(key)) + " " +
            (is_whole ? grouped(whole) : with_decimal_mark(fmt::format("{:.4g}", number)));
  }
  return text;
}

std::string in_words_of_forms(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find("--"), text.size());
    out += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    std::size_t end = 2;
    while (end < text.size() && (std::islower(static_cast<unsigned char>(text[end])) || text[end] == '-'))
      ++end;
    std::string key(text.substr(2, end - 2));
    std::replace(key.begin(), key.end(), '-', '_');
    if (key == "name")
      out += std::string("“") + tr("Name of the result") + "”";
    else
      out += is_option(key) ? "“" + tr(readable_key(key)) + "”" : std::string(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

std::string with_grouped_numbers(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto stands_alone = [](char c) { return c == ' ' || c == '(' || c == ')' || c == ';' || c == '\n'; };
  std::string out;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') quoted = !quoted;
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::size_t digits = end - at;
    const bool ends_sentence = end < text.size() && (text[end] == '.' || text[end] == ',') &&
                               (end + 1 == text.size() || stands_alone(text[end + 1]));
    const bool whole = (at == 0 || stands_alone(text[at - 1])) &&
                       (end == text.size() || stands_alone(text[end]) || ends_sentence);
    std::uint64_t n = 0;
    if (digits >= 4 && digits <= 15 && whole && !quoted && text[at] != '0')
      std::from_chars(text.data() + at, text.data() + end, n);
    if (n >= 1000 && !(n >= 1800 && n <= 2099))
      out += grouped(n);
    else
      out += text.substr(at, std::max<std::size_t>(1, digits));
    at += std::max<std::size_t>(1, digits);
  }
  return out;
}

}  // namespace agglo::viewer
