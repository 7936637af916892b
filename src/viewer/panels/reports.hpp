// Reports of steps, which are made for the shell, as the window shows them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace agglo::viewer {

/// A line of a report.
struct ReportLine {
  enum class Kind {
    text,      ///< one cell
    counts,    ///< one cell: "clusters: 45, noise: 6363"
    row,       ///< two or more cells: "born", "ISSDTTM", "header"
    doubtful,  ///< three cells: a code, how many rows, what it means
    samples    ///< one cell, which belongs to the line before
  };
  Kind kind = Kind::text;
  std::vector<std::string> cells;  ///< never empty
};

/// The lines of a text as the shell prints it, where two or more blanks stand between columns. Empty lines
/// are left out.
std::vector<ReportLine> report_lines(std::string_view text);

/// A description without the sentences that speak of options of the shell ("--labels-only ...").
std::string without_shell(std::string_view description);

/// "clusters: 45, firms_used: 89245" -> "Clusters 45 · Firms used 89,245", in the window's language.
std::string counts_in_words(std::string_view counts);

/// Options of the shell by the names that the forms have: "--active-on" -> "“Active on”".
std::string in_words_of_forms(std::string_view text);

/// "7114 of the firms" with its numbers as the language writes them, "7,114 of the firms". Left alone are
/// years (1800 to 2099), what stands in quotes, and parts of words, paths, codes and decimals.
std::string with_grouped_numbers(std::string_view text);

}  // namespace agglo::viewer
