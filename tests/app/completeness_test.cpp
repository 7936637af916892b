// Every row of the operations table has all that a user needs: this test names whatever is missing.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "agglo/manual.hpp"
#include "agglo/operations.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// All that the row lacks, by name.
std::vector<std::string> missing(const Operation& op, const fs::path& source) {
  std::vector<std::string> lacks;
  const auto need = [&](bool there, const std::string& what) {
    if (!there) lacks.push_back(op.name + ": " + what);
  };
  need(!op.title.empty() && !op.summary.empty() && op.description.size() > 80,
       "title, summary or description");
  need(op.example.rfind("agglo " + op.name + " ", 0) == 0, "an example that runs it");
  for (const OptionField& field : op.options) need(field.info.help.size() > 5, "help for " + field.flag());
  bool has_case = false;
  for (const auto& entry : fs::directory_iterator(source / "tests" / "cli"))
    if (entry.path().extension() == ".case" &&
        text_of(entry.path()).find("$ agglo " + op.name + " ") != std::string::npos)
      has_case = true;
  need(has_case, "a case in tests/cli");
  need(text_of(source / "docs" / "methods.md").find("<a id=\"" + op.methods_anchor + "\"></a>") !=
           std::string::npos,
       "a section in docs/methods.md with the anchor " + op.methods_anchor);
  bool has_oracle = false;
  for (const auto& entry : fs::recursive_directory_iterator(source / "tests"))
    if (entry.path().extension() == ".cpp" &&
        text_of(entry.path()).find("// Oracle for: " + op.name + "\n") != std::string::npos)
      has_oracle = true;
  need(has_oracle, "an oracle test (a line \"// Oracle for: " + op.name + "\")");
  return lacks;
}

TEST(Completeness, every_operation_has_help_a_case_a_methods_section_and_an_oracle) {
  for (const Operation& op : operations())
    for (const std::string& what : missing(op, AGGLO_SOURCE_DIR)) ADD_FAILURE() << what;
}

TEST(Completeness, a_row_without_anything_is_named) {
  Operation bare;
  bare.name = "nothing";
  bare.methods_anchor = "nothing";
  bare.options.push_back({"x", OptionType::number, {}, 1.0});
  EXPECT_EQ(missing(bare, AGGLO_SOURCE_DIR).size(), 6U);
}

TEST(Completeness, help_man_page_and_completion_name_every_option) {
  const std::string completion = completion_script("bash");
  for (const Operation& op : operations()) {
    const std::string help = operation_help(op), man = man_page(&op, "2026-01-01");
    EXPECT_NE(program_help().find("  " + op.name + " "), std::string::npos);
    for (const OptionField& field : op.options) {
      EXPECT_NE(help.find(field.flag()), std::string::npos) << op.name << " " << field.flag();
      EXPECT_NE(completion.find(field.flag()), std::string::npos) << op.name << " " << field.flag();
      std::string escaped;
      for (const char c : field.flag()) escaped += c == '-' ? std::string("\\-") : std::string(1, c);
      EXPECT_NE(man.find(escaped), std::string::npos) << op.name << " " << field.flag();
    }
  }
}

}  // namespace
}  // namespace agglo
