/** Version of the contract between the pages and the server. */
export const contractVersion = 1;
