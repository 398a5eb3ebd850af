// Walks all active numbers with the iterator of the official Node SDK, and prints how many there are.

import { NumbersService } from '@sinch/numbers';

const url = process.env.NUMBERBANK_URL;
const service = new NumbersService({
  projectId: process.env.SINCH_PROJECT_ID,
  keyId: process.env.SINCH_KEY_ID,
  keySecret: process.env.SINCH_KEY_SECRET,
  authHostname: url,
  numbersHostname: url,
});

let count = 0;
for await (const number of service.list({ pageSize: Number(process.env.PAGE_SIZE) })) {
  count += number.phoneNumber ? 1 : 0;
}
console.log(count);
