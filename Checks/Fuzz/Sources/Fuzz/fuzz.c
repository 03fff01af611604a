/* Nothing: libFuzzer has the main function, and Inputs what it calls. A target needs a file. */
