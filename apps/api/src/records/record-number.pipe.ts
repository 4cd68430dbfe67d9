import { Injectable, type PipeTransform } from '@nestjs/common';
import { fieldProblem } from '../http/validation.pipe.ts';

/** A record's number in an address. @throws DomainError `invalid_input`. */
@Injectable()
export class RecordNumberPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^[1-9]\d{0,8}$/.test(value)) {
      throw fieldProblem('no', 'Phải là số thứ tự hồ sơ từ 1', 'Must be a record number from 1');
    }
    return Number(value);
  }
}
