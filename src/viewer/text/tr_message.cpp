#include "viewer/text/tr_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

// The texts of the engine that the window shows most, for the catalogues.
[[maybe_unused]] constexpr const char* kEngineTexts[] = {
    // stages of jobs
    tr_key("reading the project"),
    tr_key("opening the project"),
    tr_key("writing the project"),
    tr_key("composing the map"),
    tr_key("preparing the map"),
    tr_key("restyling"),
    tr_key("comparing"),
    tr_key("collecting names"),
    tr_key("copying the rows"),
    tr_key("reading points"),
    tr_key("sorting points"),
    tr_key("sorting"),
    tr_key("searching"),
    tr_key("filtering"),
    tr_key("counting"),
    tr_key("saving"),
    tr_key("finding core points"),
    tr_key("joining clusters"),
    tr_key("assigning border points"),
    tr_key("numbering clusters"),
    tr_key("describing clusters"),
    tr_key("drawing boundaries"),
    tr_key("drawing the map"),
    tr_key("nearest site of each firm"),
    tr_key("firms within reach of sites"),
    tr_key("firms in and around zones"),
    tr_key("core distances"),
    tr_key("choosing the projection"),
    // messages and what to do
    tr_key("there is no file \"{}\""),
    tr_key("check the path"),
    tr_key("check the folder"),
    tr_key("\"{}\" is damaged: database disk image is malformed"),
    tr_key("restore it from a copy"),
    tr_key("\"{}\" was changed by another program since it was opened"),
    tr_key("open it again, then repeat this step; nothing was changed"),
    tr_key("\"{}\" is being written by another program"),
    tr_key("wait until it has finished, then try again; nothing was changed"),
    tr_key("cannot save \"{}\": the file or its folder is read-only"),
    tr_key("make both writable, or copy the project elsewhere"),
    tr_key("\"{}\" already exists"),
    tr_key("choose another name"),
    tr_key("no project is open"),
    tr_key("open a project first"),
    tr_key("open a project or import a file first"),
    tr_key("open a project or import a file"),
    tr_key("there is nothing to save yet"),
    tr_key("there is no map to export"),
    tr_key("no file to import was chosen"),
    tr_key("no firm is left"),
    tr_key("the recipe has changed meanwhile"),
    tr_key("choose the step again"),
    tr_key("The copy has no reports of the imports: they were in \"{}\" alone, which cannot be read."),
    tr_key("Done."),
    tr_key("Cancelled."),
};

/// As JobTitle has them.
constexpr const char* kTitles[kJobTitles] = {
    tr_key("Open {}"),    tr_key("Reload {}"),      tr_key("Restore {}"),         tr_key("Copy {}"),
    tr_key("Export {}"),  tr_key("Import {}"),      tr_key("Rename {}"),          tr_key("Remove {}"),
    tr_key("Filter: {}"), tr_key("Delete step {}"), tr_key("Run {} steps again"), tr_key("Statistics of {}")};

[[maybe_unused]] constexpr const char* kProjections[] = {tr_key("transverse Mercator"),
                                                         tr_key("stereographic"),
                                                         tr_key("Lambert conformal conic"),
                                                         tr_key("Mercator"),
                                                         tr_key("Equal Earth"),
                                                         tr_key("Lambert azimuthal equal-area")};

/// Notes with a name that stands in no quotes; those that say more come first.
constexpr const char* kNotes[] = {tr_key("Wrote {}, scale 1 : {}; {} labels had no room"),
                                  tr_key("Wrote {}, scale 1 : {}"),
                                  tr_key("Wrote {}; {} labels had no room"),
                                  tr_key("Wrote {} rows to {}"),
                                  tr_key("Wrote a copy of the project to {}"),
                                  tr_key("Wrote {}"),
                                  tr_key("Saved styles and view in {}"),
                                  tr_key("Saved {} rows as \"{}\"")};

/// What stands at each {} in a text of this pattern; nothing when it is another text.
std::optional<std::vector<std::string>> values_in(std::string_view text, std::string_view pattern) {
  std::vector<std::string> values;
  std::size_t gap = pattern.find("{}");
  if (!text.starts_with(pattern.substr(0, gap))) return std::nullopt;
  text.remove_prefix(gap);
  while (gap != std::string_view::npos) {
    pattern.remove_prefix(gap + 2);
    gap = pattern.find("{}");
    const std::string_view piece = pattern.substr(0, gap);
    const bool last = gap == std::string_view::npos;
    if (last && !text.ends_with(piece)) return std::nullopt;
    const std::size_t at = last ? text.size() - piece.size() : text.find(piece);
    if (at == std::string_view::npos) return std::nullopt;
    values.emplace_back(text.substr(0, at));
    text.remove_prefix(at + piece.size());
  }
  return values;
}

struct Pattern {
  std::string text;                 ///< with {} for each value
  std::vector<std::string> values;  ///< in order
};

Pattern pattern_of(const std::string& line) {
  Pattern pattern;
  const auto is_digit = [&](std::size_t at) {
    return at < line.size() && std::isdigit(static_cast<unsigned char>(line[at])) != 0;
  };
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t close = line[at] == '"' ? line.find('"', at + 1) : std::string::npos;
    if (close != std::string::npos) {
      pattern.values.push_back(line.substr(at + 1, close - at - 1));
      pattern.text += "\"{}\"";
      at = close + 1;
    } else if (is_digit(at)) {
      std::size_t end = at + 1;
      while (is_digit(end) ||
             (end < line.size() && (line[end] == '.' || line[end] == ',') && is_digit(end + 1)))
        ++end;
      pattern.values.push_back(line.substr(at, end - at));
      pattern.text += "{}";
      at = end;
    } else {
      pattern.text += line[at++];
    }
  }
  return pattern;
}

std::string filled(const std::string& text, const std::vector<std::string>& values) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text.compare(at, 2, "{}") == 0 && next < values.size()) {
      out += values[next++];
      at += 2;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string translated_line(const std::string& line) {
  const char* whole = tr(line.c_str());
  if (whole != line.c_str()) return whole;
  for (const char* note : kNotes)
    if (const auto values = values_in(line, note)) return filled(tr(note), *values);
  const Pattern pattern = pattern_of(line);
  const char* translation = tr(pattern.text.c_str());
  return translation == pattern.text.c_str() ? line : filled(translation, pattern.values);
}

}  // namespace

std::string job_title(JobTitle title, const std::string& value) {
  return filled(kTitles[static_cast<std::size_t>(title)], {value});
}

std::string tr_job(const std::string& english) {
  const char* whole = tr(english.c_str());
  if (whole != english.c_str()) return whole;
  for (const char* title : kTitles)
    if (const auto values = values_in(english, title)) return filled(tr(title), *values);
  // The title of an operation, then what was typed.
  const std::size_t colon = english.find(": ");
  return colon == std::string::npos ? english : tr(english.substr(0, colon)) + english.substr(colon);
}

std::string tr_frame(const std::string& english) {
  constexpr std::string_view kBetween = ", centred on ";
  const std::size_t at = english.find(kBetween);
  if (at == std::string::npos) return tr(english);
  std::string place;  // degrees alone: every point is a decimal mark
  for (const char c : english.substr(at + kBetween.size()))
    place += c == '.' ? std::string(language().decimal) : std::string(1, c);
  return fmt::format(fmt::runtime(tr("{}, centred on {}")), tr(english.substr(0, at)), place);
}

std::string tr_message(const std::string& english) {
  if (std::string_view(language().code) == "en") return english;
  std::string out;
  for (std::size_t begin = 0; begin <= english.size();) {
    const std::size_t end = std::min(english.find('\n', begin), english.size());
    if (begin > 0) out += '\n';
    out += translated_line(english.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

}  // namespace agglo::viewer
