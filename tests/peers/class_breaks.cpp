// class_breaks METHOD CLASSES < values: the ends of the classes, one a line.
#include "agglo/class_breaks.hpp"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string_view method = argv[1];
  agglo::BreakOptions options;
  options.method = method == "equal"     ? agglo::BreakMethod::equal
                   : method == "natural" ? agglo::BreakMethod::natural
                                         : agglo::BreakMethod::quantile;
  options.classes = static_cast<std::size_t>(std::atoi(argv[2]));
  std::vector<double> values;
  for (double value = 0; std::cin >> value;) values.push_back(value);
  for (const double end : agglo::class_breaks(values, options)) std::printf("%.17g\n", end);
}
