// Checks of steps that several operations share.
#pragma once

#include <initializer_list>
#include <string>

#include "agglo/operations.hpp"

namespace agglo {

/// Error{usage} for the first of these options that the step gives another value than its default:
/// "--alpha is given, and --method gravity does not use it". `choice`: "--method gravity". `hint`: what else
/// to do than leave it out ("use --method huff"); may be empty. Keys that the operation lacks are passed
/// over.
void refuse_unused(const Step& step, const std::string& choice, std::initializer_list<const char*> keys,
                   const std::string& hint = {});

/// The same for every option that another one switches off (OptionInfo::used_with).
void refuse_switched_off(const Step& step);

/// Whether two tables have the same rows: as many, and the same ids where both have ids. Row numbers of one
/// then hold in the other.
bool same_rows(const Table& a, const Table& b);

}  // namespace agglo
