// Operations: the one table that command line, recipe, forms, help and manual derive from.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/options.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

/// One line of a recipe: an operation with its option values, and the file it reads or writes when it has
/// one.
struct Step {
  std::string operation;
  std::string name;      ///< of the result; default: the operation's name, or the role for import
  std::string file;      ///< import: the source; map: the target
  OptionValues options;  ///< only what differs from the defaults
  std::uint64_t seed = 0;
};

/// What a run gives back: layers to store, numbers, and talk for the user.
struct Outcome {
  std::vector<Layer> layers;
  std::vector<std::pair<std::string, double>> counts;  ///< "clusters" -> 34, in order of interest
  std::vector<std::string> notes;                      ///< sentences: what was done, what to beware of
  std::string report_json;                             ///< import report, may be empty
  std::string report_text;
  std::vector<std::string> removed_layers;
  bool planar = false;  ///< import: coordinates are planar metres
};

struct StepInput {
  const Dataset& data;  ///< with tables for every layer the operation asked for
  const Step& step;
};

enum class OperationKind { import, analysis, output };

struct Operation {
  std::string name;  ///< "dbscan"
  OperationKind kind;
  std::string title;                      ///< "Density clusters (DBSCAN)"
  std::string summary;                    ///< one line
  std::string description;                ///< a few sentences for help, manual and the form
  std::string example;                    ///< one command line
  std::string methods_anchor;             ///< heading in docs/methods.md
  std::vector<Role> needs;                ///< input roles without which it cannot run
  std::vector<Role> uses;                 ///< input roles it reads when present
  std::vector<std::string> uses_results;  ///< result kinds it reads when present ("clusters")
  bool works_on_results = false;          ///< without results, which only a project holds, it has no input
  std::vector<OptionField> options;
  std::function<Outcome(const StepInput&, RunControl&)> run;
};

/// All operations, in the order of a piece of work.
const std::vector<Operation>& operations();
/// The operation, or Error{usage} that names the nearest.
const Operation& operation(std::string_view name);

}  // namespace agglo
