# Let PROGRAM write FOLDER/man/*.1 and FOLDER/completions/agglo.
file(REMOVE_RECURSE ${FOLDER}/man)
file(MAKE_DIRECTORY ${FOLDER}/man ${FOLDER}/completions)
execute_process(COMMAND ${PROGRAM} man --out ${FOLDER}/man COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${PROGRAM} completion bash OUTPUT_VARIABLE script COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${FOLDER}/completions/agglo "${script}")
