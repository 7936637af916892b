// Program words: a program and its arguments as posix_spawn wants them.
#pragma once

#include <string>
#include <vector>

namespace agglo::viewer {

class ProgramWords {
 public:
  ProgramWords(const std::string& program, const std::vector<std::string>& arguments) : words_{program} {
    words_.insert(words_.end(), arguments.begin(), arguments.end());
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  ProgramWords(const ProgramWords&) = delete;
  ProgramWords& operator=(const ProgramWords&) = delete;
  /// Ends with null; good as long as this lives.
  char** data() { return pointers_.data(); }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

}  // namespace agglo::viewer
