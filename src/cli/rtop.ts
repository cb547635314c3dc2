#!/usr/bin/env node
import { startProgram } from './start/startProgram.ts';

await startProgram('rtop');
