/** What the program ends with: `failed` where the command line, the configuration or a named file cannot be used. */
export const exitCodes = { fine: 0, problems: 1, failed: 2 } as const;
