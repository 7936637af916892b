// What the commands of the shell share: common options, results on stdout, progress on stderr.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/operations.hpp"
#include "agglo/project.hpp"
#include "agglo/ranks.hpp"
#include "agglo/run_control.hpp"

namespace agglo::cli {

struct CommonOptions {
  std::string output, name;
  bool json = false, quiet = false;
  unsigned threads = 0;
  std::uint64_t seed = 0;
  std::optional<double> memory_gib;
};

/// What --memory-gib allows; 0 when it was not given. Error{usage} when it is not above 0.
std::uint64_t memory_limit_bytes(const CommonOptions& common);

/// Runs with progress on a terminal's stderr; Ctrl-C asks `control` to stop.
class ProgressLine {
 public:
  ProgressLine(RunControl& control, bool quiet);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;

 private:
  struct Impl;
  Impl* impl_;
};

/// Largest resident memory of this process so far, MB.
double peak_memory_mb();

/// One JSON object, or lines for people: counts and the first rows of the main result.
void print_outcome(const std::string& operation, const Outcome& outcome, const Timings& timings,
                   const CommonOptions& common, const std::vector<std::string>& written);

/// Notes and the import report go to stderr unless quiet.
void print_talk(const Outcome& outcome, const CommonOptions& common);

// The commands. Each gets the words after its name and returns the exit code.
int operation_command(const Operation& operation, const std::vector<std::string>& words);
int run_command(const std::vector<std::string>& words);
int recipe_command(const std::vector<std::string>& words);
int info_command(const std::vector<std::string>& words);
int operations_command(const std::vector<std::string>& words);
int help_command(const std::vector<std::string>& words);
int completion_command(const std::vector<std::string>& words);
int view_command(const std::vector<std::string>& words);
int demo_command(const std::vector<std::string>& words);
/// dbscan --labels-only: the one command that runs on several ranks.
int labels_command(const std::vector<std::string>& words, const Ranks& ranks);
int labels_help();
int man_command(const std::vector<std::string>& words);

}  // namespace agglo::cli
